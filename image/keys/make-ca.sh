#!/bin/bash
# Makes a certificate authority and one signer for update bundles.
# usage: make-ca.sh FOLDER [NAME]
# FOLDER gets ca.pem (goes into images), ca.key (signs new signers; keep it off-line), signer.pem and signer.key (sign
# bundles). A folder that already has a ca.key is left as it is.
set -euo pipefail
folder=$1 name=${2:-Stage box development}
[ ! -e "$folder/ca.key" ] || exit 0
mkdir -p "$folder"
cd "$folder"
umask 077
openssl req -x509 -newkey rsa:3072 -nodes -keyout ca.key -out ca.pem -days 7300 -subj "/O=$name/CN=Update root" \
  -addext basicConstraints=critical,CA:TRUE,pathlen:1 -addext keyUsage=critical,keyCertSign,cRLSign 2>/dev/null
openssl req -new -newkey rsa:3072 -nodes -keyout signer.key -out signer.csr -subj "/O=$name/CN=Bundle signer" 2>/dev/null
openssl x509 -req -in signer.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 3650 -out signer.pem -extfile /dev/stdin 2>/dev/null <<'EXT'
basicConstraints=critical,CA:FALSE
keyUsage=critical,digitalSignature
extendedKeyUsage=critical,codeSigning
subjectKeyIdentifier=hash
authorityKeyIdentifier=keyid
EXT
rm signer.csr

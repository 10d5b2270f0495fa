/** What `iw` and `ip` print on real radios, with other addresses. Each driver knows and says something else. */

/** An ac access point whose driver counts retries and air. */
const COUNTING = `Station 02:00:00:00:01:00 (on wlan0)
	inactive time:	12 ms
	rx bytes:	38727
	rx packets:	257
	tx bytes:	3205000
	tx packets:	28044
	tx retries:	2331
	tx failed:	2
	rx drop misc:	0
	signal:  	-37 [-37, -47, -77, -77] dBm
	signal avg:	-40 [-35, -45, -77, -77] dBm
	tx bitrate:	650.0 MBit/s VHT-MCS 7 80MHz short GI VHT-NSS 2
	tx duration:	718100 us
	rx bitrate:	650.0 MBit/s VHT-MCS 7 80MHz short GI VHT-NSS 2
	rx duration:	0 us
	airtime weight: 256
	expected throughput:	526.31Mbps
	authorized:	yes
	authenticated:	yes
	associated:	yes
	preamble:	short
	WMM/WME:	yes
	MFP:		yes
	TDLS peer:	no
	DTIM period:	2
	beacon interval:100
	short slot time:yes
	connected time:	119 seconds
	associated at [boottime]:	14130.603s
	current time:	1786864848933 ms
`;

/** An ax driver that prints the lines in another order, and counts no retries. */
const OTHER_ORDER = `Station 02:00:00:00:02:00 (on wlan0)
	authorized:	yes
	inactive time:	0 ms
	tx bytes:	3012772
	tx packets:	21044
	tx retries:	0
	tx failed:	0
	signal:  	-52 dBm
	signal avg:  	-53 dBm
	tx bitrate:	1200.9 MBit/s 80MHz HE-MCS 11 HE-NSS 2 HE-GI 0 HE-DCM 0
	last ack signal:-54 dBm
	expected throughput:	978.710Mbps
`;

/** A radio whose firmware tells a bare rate alone, as that of the Raspberry Pi does. */
const TACITURN = `Station 02:00:00:00:03:00 (on wlan0)
	inactive time:	32000 ms
	rx packets:	19174
	tx bytes:	161622885
	tx packets:	304124
	tx failed:	523
	tx bitrate:	72.2 MBit/s
	rx bitrate:	65.0 MBit/s
	authorized:	yes
	connected time:	70 seconds
`;

/** A phone that has just joined: the last packet to it was one of management. */
const FRESH = `Station 02:00:00:00:04:00 (on wlan0)
	inactive time:	540 ms
	tx packets:	11
	tx retries:	1
	tx failed:	0
	signal:  	-64 [-70, -65] dBm
	tx bitrate:	6.0 MBit/s
	rx bitrate:	57.8 MBit/s MCS 5 short GI
`;

export const DUMP = COUNTING + OTHER_ORDER + TACITURN + FRESH;

export const NEIGHBOURS = `192.168.77.23 lladdr 02:00:00:00:01:00 REACHABLE
192.168.77.24 dev wlan0 lladdr 02:00:00:00:02:00 STALE
192.168.77.25 FAILED
fe80::1234:56ff:fe78:9abc lladdr 02:00:00:00:01:00 router REACHABLE
fe80:0:0:0:0:0:0:1 dev wlan0 lladdr 02:00:00:00:03:00 DELAY
`;

export const SURVEY = `Survey data from wlan0
	frequency:			5200 MHz
	noise:				-90 dBm
Survey data from wlan0
	frequency:			5180 MHz [in use]
	noise:				-95 dBm
	channel active time:		10000 ms
	channel busy time:		2500 ms
	channel receive time:		1200 ms
	channel transmit time:		300 ms
`;

/** The report of the system, as the box reads it. */
export const radioReport = (uptimeS: number, dump = DUMP, neighbours = NEIGHBOURS, survey = SURVEY): string =>
  `# uptime\n${uptimeS.toFixed(2)} 1234.56\n# stations\n${dump}# neighbours\n${neighbours}# survey\n${survey}`;

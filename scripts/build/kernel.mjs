export async function build() {
  return 'nothing to do';
}

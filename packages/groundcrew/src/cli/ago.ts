// Times as people write them in options.

/** `1h` means an hour ago; everything else goes to the server as it is. */
export function ago(time: string): string {
  return /^(\d+(\.\d+)?(ns|us|ms|s|m|h|d|w))+$/.test(time) ? `-${time}` : time;
}

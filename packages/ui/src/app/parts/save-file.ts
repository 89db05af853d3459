// Files for the person to keep.

const keptMs = 60_000;

/** Has the browser save what an address answers. */
export function saveAddress(address: string, name: string): void {
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
}

/** Has the browser save bytes. */
export function saveFile(bytes: Blob, name: string): void {
  const address = URL.createObjectURL(bytes);
  saveAddress(address, name);
  setTimeout(() => URL.revokeObjectURL(address), keptMs);
}

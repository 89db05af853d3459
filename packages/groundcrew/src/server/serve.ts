export async function serve(_c: unknown): Promise<number> {
  return 0;
}

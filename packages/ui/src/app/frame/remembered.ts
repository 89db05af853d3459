// What this browser remembers between visits. Storage may be forbidden or full: then nothing is remembered.

/** Settings by name. */
export const remembered = {
  read(name: string): string | undefined {
    try {
      return localStorage.getItem(`groundcrew.${name}`) ?? undefined;
    } catch {
      return undefined;
    }
  },
  write(name: string, text: string): void {
    try {
      localStorage.setItem(`groundcrew.${name}`, text);
    } catch {
      // Nothing depends on it.
    }
  },
  /** A list of texts; nonsense is an empty one. */
  readList(name: string): string[] {
    try {
      const list: unknown = JSON.parse(remembered.read(name) ?? '[]');
      return Array.isArray(list) ? list.filter((entry) => typeof entry === 'string') : [];
    } catch {
      return [];
    }
  },
  writeList(name: string, list: readonly string[]): void {
    remembered.write(name, JSON.stringify(list));
  },
  /** Puts a text at the start of a list, where it stands once, and keeps `keptMax` of them; a blank one is left out. */
  noteInList(name: string, text: string, keptMax: number): void {
    if (text.trim() === '') return;
    const others = remembered.readList(name).filter((each) => each !== text);
    remembered.writeList(name, [text, ...others].slice(0, keptMax));
  },
};

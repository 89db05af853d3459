// A file of the disk model: what the kernel holds, what is on the disk, and which sectors differ and the kernel knows it.
import type { Random } from './random.ts';

export const sectorBytes = 512;

/** The bytes of a file, twice. Names are the folder's matter. */
export class ModelFile {
  #cached = Buffer.alloc(0);
  #cachedSize = 0;
  #durable = Buffer.alloc(0);
  #durableSize = 0;
  /** Sectors written since the last sync that the kernel remembers. */
  readonly #dirty = new Set<number>();

  get sizeBytes(): number {
    return this.#cachedSize;
  }

  read(target: Buffer, position: number): number {
    if (position >= this.#cachedSize) return 0;
    return this.#cached.copy(target, 0, position, this.#cachedSize);
  }

  write(bytes: Buffer, position: number): void {
    if (bytes.length === 0) return;
    const end = position + bytes.length;
    this.#reserve(end);
    bytes.copy(this.#cached, position);
    this.#markDirty(Math.min(position, this.#cachedSize), end);
    this.#cachedSize = Math.max(this.#cachedSize, end);
  }

  truncate(sizeBytes: number): void {
    this.#reserve(sizeBytes);
    this.#cached.fill(0, sizeBytes);
    this.#markDirty(sizeBytes, this.#cachedSize);
    this.#cachedSize = sizeBytes;
  }

  /** All of it is on the disk, except sectors that an earlier failed sync made the kernel forget. */
  sync(): void {
    for (const sector of this.#dirty) this.#writeBack(sector);
    this.#dirty.clear();
    this.#durableSize = this.#cachedSize;
  }

  /**
   * What Linux may do on an error: some sectors are on the disk, all count as clean, and what is read afterwards may be
   * the new bytes or, once the page was dropped, the old ones.
   */
  failSync(random: Random): void {
    const isEvicted = random() < 0.5;
    for (const sector of this.#dirty) {
      if (random() < 0.5) this.#writeBack(sector);
      else if (isEvicted) this.#readBack(sector);
    }
    this.#dirty.clear();
    if (random() < 0.5) this.#durableSize = this.#cachedSize;
  }

  /** The power goes: each unsynced sector, or page of eight, is on the disk or not; so is the size. */
  crash(random: Random): void {
    const share = [0, 0.5, 0.5, 1][Math.floor(random() * 4)] ?? 0;
    const sectorsPerPage = random() < 0.5 ? 1 : 8;
    const pages = new Map<number, boolean>();
    for (const sector of this.#dirty) {
      const page = Math.floor(sector / sectorsPerPage);
      const survives = pages.get(page) ?? random() < share;
      pages.set(page, survives);
      if (survives) this.#writeBack(sector);
    }
    this.#dirty.clear();
    if (random() < 0.7) this.#durableSize = this.#sizeAfterCrash(random);
    this.#cached = Buffer.from(this.#durable);
    this.#cachedSize = this.#durableSize;
  }

  #sizeAfterCrash(random: Random): number {
    if (random() < 0.7) return this.#cachedSize;
    const low = Math.min(this.#durableSize, this.#cachedSize);
    const high = Math.max(this.#durableSize, this.#cachedSize);
    return low + Math.floor(random() * (high - low + 1));
  }

  #reserve(sizeBytes: number): void {
    if (sizeBytes <= this.#cached.length) return;
    const extra = Math.ceil((sizeBytes * 2) / sectorBytes) * sectorBytes - this.#cached.length;
    this.#cached = Buffer.concat([this.#cached, Buffer.alloc(extra)]);
    this.#durable = Buffer.concat([this.#durable, Buffer.alloc(extra)]);
  }

  #markDirty(start: number, end: number): void {
    const last = Math.ceil(end / sectorBytes);
    for (let sector = Math.floor(start / sectorBytes); sector < last; sector += 1) {
      this.#dirty.add(sector);
    }
  }

  #writeBack(sector: number): void {
    const start = sector * sectorBytes;
    this.#cached.copy(this.#durable, start, start, start + sectorBytes);
  }

  #readBack(sector: number): void {
    const start = sector * sectorBytes;
    this.#durable.copy(this.#cached, start, start, start + sectorBytes);
  }
}

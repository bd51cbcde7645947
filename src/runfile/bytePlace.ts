/** Where bytes lie in a file: from which byte, how many, and their CRC-32. */
export type BytePlace = readonly [offset: number, length: number, checksum: number];

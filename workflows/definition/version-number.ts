/** How the number of a version is written: from 1, without zeros before it, and never so long that it would be rounded. */
export const VERSION_NUMBER = String.raw`[1-9]\d{0,14}`;

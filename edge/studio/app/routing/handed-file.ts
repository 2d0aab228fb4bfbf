let handed: File | null = null;

/** Leaves a file for the page that is gone to next. */
export function handFile(file: File): void {
	handed = file;
}

/** The file that the page before has left for this one, once. */
export function takeHandedFile(): File | null {
	const file = handed;
	handed = null;
	return file;
}

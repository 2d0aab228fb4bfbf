/** What the labels of stages begin with whose outputs are references of a character. */
const REFERENCE = "REFERENCE_";

/** Whether outputs with this label are references of the character that the job is about. */
export function isReference(label: string | null | undefined): label is string {
	return label?.startsWith(REFERENCE) ?? false;
}

/** What a reference shows: `AVATAR` of `REFERENCE_AVATAR`. */
export function contentOf(label: string): string {
	return label.slice(REFERENCE.length);
}

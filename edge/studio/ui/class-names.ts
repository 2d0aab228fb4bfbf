/** Class names that hold, in one string. */
export function classes(...names: (string | false | undefined)[]): string {
	return names.filter(Boolean).join(" ");
}

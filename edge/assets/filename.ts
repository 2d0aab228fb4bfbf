/** The last part of a name, without anything that means something to a shell, a path or a header. */
export function safeFilename(name: string): string {
	const last = name.split(/[\\/]/).at(-1) ?? "";
	const clean = last
		.normalize("NFC")
		.replace(/[^\p{L}\p{N}._ -]/gu, "_")
		.replace(/^[. ]+/, "");
	// By character: half of a surrogate pair could not be sent in a header.
	return [...clean].slice(0, 150).join("") || "file";
}

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

/** Another name for a file with these bytes, where that one means another file: a part of their SHA-256 in hex is in it. Pure. */
export function distinctName(filename: string, sha256: string): string {
	const dot = filename.lastIndexOf(".");
	const [stem, extension] = dot > 0 ? [filename.slice(0, dot), filename.slice(dot)] : [filename, ""];
	return `${[...stem].slice(0, 120).join("")}-${sha256.slice(0, 8)}${extension}`;
}

/**
 * Types of the chunks of a PNG, in order; that which says a model made the picture is called `XMP`. Throws where the file
 * is cut off or is none.
 */
export function pngChunks(png: Uint8Array): string[] {
	const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
	if (view.getUint32(0) !== 0x89504e47) throw new Error("this is no PNG");
	const types: string[] = [];
	for (let at = 8; at < png.byteLength; ) {
		const text = String.fromCharCode(...png.subarray(at + 4, at + 26));
		types.push(text === "iTXtXML:com.adobe.xmp\0" ? "XMP" : text.slice(0, 4));
		at += 12 + view.getUint32(at);
	}
	if (types.at(-1) !== "IEND") throw new Error("this PNG is cut off");
	return types;
}

/**
 * Text as it is stored: compressed, since the lists of model files repeat from loader to loader, and D1 ends a
 * row at 2 MB.
 */
export async function pack(text: string): Promise<string> {
	const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
	const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
	let binary = "";
	for (const byte of bytes) binary += String.fromCharCode(byte);
	return btoa(binary);
}

export async function unpack(packed: string): Promise<string> {
	const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
	return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}

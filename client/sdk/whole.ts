/** Silence in the middle of an answer after which it is taken for lost, in milliseconds. */
const SILENT_MS = 30_000;

/**
 * An answer with its body read, so that whoever asked can still ask again where the connection breaks in the middle
 * of it. Throws where it breaks, or where nothing more comes for so long that it must have.
 */
export async function whole(response: Response, silentMs = SILENT_MS): Promise<Response> {
	// Of React Native it is all here by now, and cannot be read in pieces.
	if (!response.body) return response;
	const reader = response.body.getReader();
	const chunks: Uint8Array<ArrayBuffer>[] = [];
	while (true) {
		let timer: ReturnType<typeof setTimeout> | undefined;
		const silence = new Promise<never>((_, reject) => {
			const why = new Error(`the answer stopped in its middle for ${silentMs} ms`);
			timer = setTimeout(reject, silentMs, why);
		});
		try {
			const { done, value } = await Promise.race([reader.read(), silence]);
			if (done) return new Response(new Blob(chunks), response);
			chunks.push(value);
		} catch (error) {
			void reader.cancel().catch(() => undefined);
			throw error;
		} finally {
			clearTimeout(timer);
		}
	}
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { MOST_PIXELS } from "../../workflows/quality/examine/ffmpeg.ts";

const run = promisify(execFile);

/** Longer than this it may not take, in milliseconds, and one frame has no more bytes. */
const TIME_MS = 30_000;
const MOST_BYTES = 64 * 1024 * 1024;

/** A frame near the beginning of a film, as PNG. Throws where it has none that can be read. */
export async function posterOf(film: string, program = "ffmpeg"): Promise<Buffer> {
	const { stdout } = await run(
		program,
		[
			...["-nostdin", "-v", "error", "-max_pixels", String(MOST_PIXELS)],
			// The film is somebody's file: it must not name other files or addresses for ffmpeg to open.
			...["-protocol_whitelist", "file", "-i", film],
			// Of the first second or so the frame that is most like the others: films often begin in black.
			...["-vf", "thumbnail=24", "-frames:v", "1", "-f", "image2pipe", "-c:v", "png", "-"],
		],
		{ timeout: TIME_MS, maxBuffer: MOST_BYTES, encoding: "buffer" },
	);
	if (stdout.length === 0) throw new Error("ffmpeg found no frame in it");
	return stdout;
}

import { chmod, readdir } from "node:fs/promises";
import path from "node:path";
import { fromPypi } from "../../../testing/from-pypi.ts";
import { hasFfmpeg } from "../ffmpeg.ts";

/**
 * An ffmpeg that tests may run: what `DARKROOM_FFMPEG` names, or what this machine has, or else the program in the wheel
 * of `imageio-ffmpeg` (7.0.2, under the GPL, which is no part of Darkroom). Null where there is none of them.
 */
export async function realFfmpeg(): Promise<string | null> {
	const named = process.env.DARKROOM_FFMPEG;
	if (named !== undefined) return named;
	if (await hasFfmpeg()) return "ffmpeg";
	const folder = await fromPypi({
		...{ name: "imageio-ffmpeg", version: "0.6.0", as: "wheel" },
		inside: "imageio_ffmpeg/binaries",
	});
	if (folder === null) return null;
	const name = (await readdir(folder)).find((one) => one.startsWith("ffmpeg-"));
	if (name === undefined) return null;
	const program = path.join(folder, name);
	await chmod(program, 0o755);
	return (await hasFfmpeg(program)) ? program : null;
}

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { guess } from "../../../workflows/media/kinds.ts";
import { withTracks } from "../../../workflows/media/tracks.ts";
import { told } from "../../../workflows/quality/checks/check.ts";
import type { WantedFilm } from "../../../workflows/quality/checks/film-checks.ts";
import { hasFfmpeg } from "../../../workflows/quality/examine/ffmpeg.ts";
import { filmChecksOf } from "../../../workflows/quality/examine/film.ts";
import type { FilmCompared } from "../../../workflows/quality/examine/film-faces.ts";
import type { ExaminedFilm } from "../../../workflows/quality/report/report.ts";
import { unreadable } from "../files.ts";

const FILMS = /\.(?:mp4|m4v|mov|3gp|webm|mkv)$/i;

/** Whether a file is a film by the end of its name. */
export function isFilm(name: string): boolean {
	return FILMS.test(name);
}

/** So many bytes say what a file is. */
const HEAD_BYTES = 4096;

/**
 * Looks at a film: its tables are read here, its pictures and its sound by ffmpeg where this machine has it. Holds no more
 * of it in memory than its tables. @throws CliError `files`
 */
export async function examineFilm(
	{ file, name }: { file: string; name: string },
	wanted: WantedFilm,
	program = "ffmpeg",
	compared: FilmCompared | null = null,
): Promise<ExaminedFilm> {
	const scratch = await mkdtemp(path.join(tmpdir(), "darkroom-qa-"));
	try {
		const { size } = await stat(file);
		// An end is the first byte that is not read: of a stream it is the last one that is.
		const open = (start = 0, end = size) => createReadStream(file, { start, end: Math.max(start, end - 1) });
		const read = async (start: number, end: number) =>
			end <= start ? new Uint8Array(0) : new Uint8Array(await buffer(open(start, end)));
		const hash = createHash("sha256");
		for await (const part of createReadStream(file)) hash.update(part as Buffer);
		const head = guess(await read(0, Math.min(size, HEAD_BYTES)));
		const media = head && (await withTracks(head, { size, read }));
		const film = {
			...{ sha256: hash.digest("hex"), size, content_type: media?.content_type ?? null },
			...{ width: media?.width ?? null, height: media?.height ?? null },
		};
		if (media?.kind !== "video") {
			const what =
				size === 0
					? "the file has no bytes"
					: `its bytes are ${media?.content_type ?? "no film that is known"}`;
			return { name, film: { ...film, checks: [told("file_type", "fail", what)] } };
		}
		const ffmpeg = async () => ((await hasFfmpeg(program)) ? program : null);
		const left = { file: { size, open }, width: film.width, height: film.height };
		return { name, film: { ...film, checks: await filmChecksOf(left, wanted, scratch, ffmpeg, compared) } };
	} catch (error) {
		throw unreadable(name, error);
	} finally {
		await rm(scratch, { recursive: true, force: true });
	}
}

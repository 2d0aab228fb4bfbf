import path from "node:path";
import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { type Check, told } from "../../workflows/quality/checks/check.ts";
import { tellingHash } from "../../workflows/quality/checks/examination.ts";
import type { Person } from "../../workflows/quality/checks/face-checks.ts";
import { checkPicture } from "../../workflows/quality/checks/picture-checks.ts";
import { asksForFaces } from "../../workflows/quality/checks/standards.ts";
import { standardsOf, type TaskQuality } from "../../workflows/quality/checks/task-quality.ts";
import type { Opener } from "../../workflows/quality/examine/opener.ts";
import type { FaceWish } from "../../workflows/quality/faces/wish.ts";

/** Larger files are not looked at, in bytes: one is held in memory twice. */
const MOST_BYTES = 128 * 1024 * 1024;
/** Outputs of one attempt that are looked at: those of a batch are alike. */
const MOST_OUTPUTS = 64;

/** A picture that an attempt left. */
export interface LeftPicture {
	/** Its number among the outputs of the attempt, from 0. */
	n: number;
	/** The name of the declared output, and of the file. */
	output: string;
	filename: string;
	file: { size: number; open(): Readable };
}

/** With whom faces are compared, and what looks for them. */
export interface Compared {
	wish: FaceWish;
	/** Null: nobody is asked for. Never rejects. */
	person(): Promise<Person | null>;
}

const NOBODY: Compared = { wish: { insightface: null }, person: async () => null };

/** What was found in a picture. */
export interface Looked {
	checks: Check[];
	/** What it looks like, 16 hexadecimal digits; null: it was not decoded, or is of one colour, as others are. */
	phash: string | null;
}

/**
 * Looks at a picture that an attempt left, beside its upload. Never rejects: what could not be looked at says so, and no
 * attempt fails because of it.
 */
export async function lookAtPicture(
	{ n, output, filename, file }: LeftPicture,
	quality: TaskQuality | undefined,
	opener: Opener,
	faces: Compared = NOBODY,
): Promise<Looked> {
	const unseen = (check: Check): Looked => ({ checks: [check], phash: null });
	if (n >= MOST_OUTPUTS)
		return unseen(told("file_decodable", "skipped", `of one task ${MOST_OUTPUTS} outputs are looked at`));
	if (file.size > MOST_BYTES)
		return unseen(
			told("file_decodable", "skipped", `files of more than ${MOST_BYTES} bytes are not looked at`),
		);
	try {
		const standards = standardsOf(quality);
		const person = await faces.person();
		const looks = standards.subject !== "map" && (person !== null || asksForFaces(standards));
		const found = await opener.examine(await buffer(file.open()), { faces: looks ? faces.wish : null });
		const extension = path.extname(filename).slice(1);
		const wanted = {
			...(extension === "" ? {} : { extension }),
			...quality?.sizes[output],
			...(person && { person }),
		};
		return { checks: checkPicture(found, wanted, standards), phash: tellingHash(found) };
	} catch (error) {
		return unseen(told("file_decodable", "error", error instanceof Error ? error.message : String(error)));
	}
}

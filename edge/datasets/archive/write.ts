import { Zip, ZipPassThrough } from "fflate";
import { trainerFolder, USUAL_REPEATS } from "../../../workflows/datasets/trainer-folder.ts";
import type { WholeItem } from "../items.ts";

/** What an archive is made of. */
export interface Packed {
	trigger_word: string;
	class_words: string;
	items: readonly WholeItem[];
}

/** A file of an archive: a text, or what lies under a key of storage. */
export interface PackedFile {
	path: string;
	content: { text: string } | { key: string };
}

const EXTENSIONS: Readonly<Record<string, string>> = {
	"image/png": "png",
	"image/jpeg": "jpg",
	"image/webp": "webp",
};

/** What lies where in the archive: as trainers read it, with what is trained beside in a folder of its own. Pure. */
export function filesOf({ trigger_word, class_words, items }: Packed): PackedFile[] {
	const of = (role: WholeItem["row"]["role"]) => items.filter(({ row }) => row.role === role);
	const [pictures, beside] = [of("picture"), of("regularisation")];
	const extensionOf = ({ asset }: WholeItem) => EXTENSIONS[asset.content_type] ?? "png";
	const plan = trainerFolder({
		name: trigger_word,
		repeats: USUAL_REPEATS,
		class_words,
		pictures: pictures.map(extensionOf),
		regularisation: beside.map(extensionOf),
	});
	const files = (planned: typeof plan.pictures, from: readonly WholeItem[]) =>
		planned.flatMap(({ path, index, caption_path }): PackedFile[] => {
			const item = from[index] as WholeItem;
			const picture = { path, content: { key: item.asset.r2_key } };
			const { caption } = item.row;
			return caption_path === null || caption === null
				? [picture]
				: [picture, { path: caption_path, content: { text: `${caption}\n` } }];
		});
	return [...files(plan.pictures, pictures), ...files(plan.regularisation, beside)];
}

/**
 * A ZIP archive of these files while it is read: a piece of one of them is in memory. Pictures are packed already, so they
 * are stored as they are. The stream breaks where one is no longer in storage. `time`: of all files, milliseconds since 1970.
 */
export function archiveOf(bucket: R2Bucket, files: readonly PackedFile[], time: number): ReadableStream {
	const pieces = piecesOf(bucket, files, time);
	return new ReadableStream({
		async pull(controller) {
			const next = await pieces.next();
			if (next.done) controller.close();
			else controller.enqueue(next.value);
		},
		async cancel() {
			await pieces.return(undefined);
		},
	});
}

async function* piecesOf(
	bucket: R2Bucket,
	files: readonly PackedFile[],
	time: number,
): AsyncGenerator<Uint8Array, void, undefined> {
	const made: Uint8Array[] = [];
	const zip = new Zip((error, bytes) => {
		if (error) throw error;
		made.push(bytes);
	});
	for (const { path, content } of files) {
		const file = new ZipPassThrough(path);
		file.mtime = time;
		zip.add(file);
		if ("text" in content) file.push(new TextEncoder().encode(content.text), true);
		else {
			const object = await bucket.get(content.key);
			if (object === null) throw new Error("a picture of the dataset is no longer in storage");
			for await (const chunk of object.body as ReadableStream<Uint8Array>) {
				file.push(chunk);
				yield* made.splice(0);
			}
			file.push(new Uint8Array(), true);
		}
		yield* made.splice(0);
	}
	zip.end();
	yield* made.splice(0);
}

import path from "node:path";
import * as z from "zod";
import { type TrainingResource, trainingRequestSchema } from "../../../edge/contract/training/trainings.ts";
import type { DarkroomClient } from "../../client.ts";
import { CliError } from "../command.ts";
import { captionName, picturesIn } from "../dataset/folder.ts";
import { readIfThere } from "../files.ts";
import { budgetOf, numberOf } from "../numbers.ts";
import { uploadShown } from "../uploading.ts";

type Request = z.input<typeof trainingRequestSchema>;

/** What the command line says of a training beside its pictures. */
export interface Said {
	name: string;
	base: string;
	family: string;
	trigger?: string | undefined;
	trainer?: string | undefined;
	steps?: string | undefined;
	repeats?: string | undefined;
	seed?: string | undefined;
	budget?: string | undefined;
	pool?: string | undefined;
	/** A folder of pictures of the base model, and what all of them show. */
	reg?: string | undefined;
	class?: string | undefined;
	last?: boolean | undefined;
}

/** The request of a training without its pictures. @throws CliError `usage` for a number that is none */
export function requestOf(said: Said): Omit<Request, "pictures" | "regularisation"> {
	const { name, base, family, trigger, trainer, pool, last } = said;
	const steps = numberOf("steps", said.steps);
	const seed = numberOf("seed", said.seed);
	const repeats = numberOf("repeats", said.repeats);
	const asked = {
		output_name: name,
		base_model: base,
		family,
		...(trigger !== undefined && { trigger }),
		recipe: { ...(steps !== undefined && { steps }), ...(seed !== undefined && { seed }) },
		...(trainer !== undefined && { trainer }),
		...(repeats !== undefined && { repeats }),
		...budgetOf(said.budget),
		...(pool !== undefined && { pool }),
		...(last === true && { promote: "last" as const }),
	};
	const { pictures: _, regularisation: __, ...shape } = trainingRequestSchema.shape;
	const parsed = z.strictObject(shape).safeParse(asked);
	if (parsed.success) return asked as Omit<Request, "pictures" | "regularisation">;
	const [issue] = parsed.error.issues;
	throw new CliError("usage", `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "does not fit"}`);
}

/**
 * Starts a training on a version of a dataset, `name@version`, or on the pictures of a folder: those are uploaded, each
 * with the text beside it as its caption. @throws CliError `files` where a picture has no caption
 */
export async function startTraining(
	client: DarkroomClient,
	from: { dataset: string } | { folder: string },
	regularisation: string | null,
	said: Said,
): Promise<TrainingResource> {
	return client.trainings.start({
		...requestOf(said),
		...("dataset" in from ? { dataset: from.dataset } : { pictures: await captioned(client, from.folder) }),
		...(regularisation !== null && { regularisation: await regularised(client, regularisation, said) }),
	});
}

async function captioned(client: DarkroomClient, folder: string) {
	const pictures: { asset: string; caption: string }[] = [];
	for (const name of await picturesIn(folder)) {
		const text = await readIfThere(path.join(folder, captionName(name)));
		if (!text)
			throw new CliError(
				"files",
				`${name} has no caption: write ${captionName(name)} beside it (darkroom dataset check tells all that is amiss)`,
			);
		const { id } = await uploadShown(client, path.join(folder, name));
		pictures.push({ asset: id, caption: new TextDecoder().decode(text).trim() });
	}
	return pictures;
}

async function regularised(client: DarkroomClient, folder: string, { class: shows }: Said) {
	if (shows === undefined) throw new CliError("usage", "--reg takes --class: what all of its pictures show");
	const pictures: string[] = [];
	for (const name of await picturesIn(folder))
		pictures.push((await uploadShown(client, path.join(folder, name))).id);
	return { class_prompt: shows, pictures };
}

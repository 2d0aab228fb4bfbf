import type * as z from "zod";
import type { Auditor } from "../audit/note.ts";
import type { promotionSchema, TrainingResource } from "../contract/training/trainings.ts";
import { database } from "../db/client.ts";
import type { Env } from "../env.ts";
import { makeLora } from "../loras/make.ts";
import { promotionStatements } from "../loras/promotions.ts";
import { refused } from "../loras/read.ts";
import { findLora, updateLora, type WholeLora } from "../loras/store.ts";
import { ApiError, notFound } from "../problem.ts";

/**
 * Makes a version of the LoRA of a training's name of one of its checkpoints, or of its last weights. Asked again for
 * the same it only recommends it again. Throws ApiError where there is no such checkpoint, or its file is no LoRA.
 */
export async function promote(
	env: Env,
	by: Auditor,
	training: TrainingResource,
	{ step, recommend, licence, note }: z.infer<typeof promotionSchema>,
): Promise<WholeLora> {
	const db = database(env.DB);
	const { output_name: name, family, trigger } = training;
	const { account } = by;
	const now = Date.now();
	const asset = weightsAt(training, step);
	const promotion = { account, name, training: training.id, step: step ?? training.steps, by, now };
	const before = await findLora(db, account, name);
	const made = before?.versions.find(({ asset_id }) => asset_id === asset);
	if (made) {
		const texts = { ...(licence && { licence }), ...(note && { note }) };
		const promoted = recommend ? { promoted: made.version } : {};
		await updateLora(db, account, name, { ...texts, ...promoted, updated_at: now });
		const [first, ...rest] = promotionStatements(db, promotion, made.version);
		if (first) await db.batch([first, ...rest]);
	} else {
		// While it trains, whoever names the next version is still told to wait.
		const awaited = training.finished_at !== null && before?.row.awaits === training.id ? training.id : null;
		const request = { name, asset, family, promote: recommend, trigger_word: trigger };
		const after = promotionStatements(db, promotion);
		await makeLora(env, account, { ...request, licence, note }, null, awaited, after);
	}
	const lora = await findLora(db, account, name);
	if (!lora) throw notFound("LoRA");
	return lora;
}

/** The asset of the weights after so many steps; undefined: after the last. Pure. */
function weightsAt(
	{ id, checkpoints, weights, status, steps }: TrainingResource,
	step: number | undefined,
): string {
	// A comparison calls the last weights by their step, as it does the others.
	if (step === undefined || (step === steps && weights !== null)) {
		if (weights !== null) return weights;
		throw new ApiError(
			"conflict",
			`the training ${id} is ${status} and has left no weights of its last step; name the \`step\` of one of its checkpoints`,
		);
	}
	const found = checkpoints.find((one) => one.step === step);
	if (found?.lora) return found.lora;
	const there = checkpoints.flatMap((one) => (one.lora === null ? [] : [one.step])).join(", ");
	throw refused(
		"/step",
		"invalid_parameter",
		`there is no checkpoint with weights at step ${step}; there are ${there === "" ? "none" : there}`,
	);
}

import { readdir, readFile } from "node:fs/promises";
import path from "node:path";
import { examine } from "../../../workflows/quality/examine/examine.ts";
import { calibrate, type KnownFace, type Told } from "../../../workflows/quality/faces/calibration.ts";

/**
 * How well faces are told apart: of photographs in `FACES_DIR`, a folder for each person, the curve is set on half of the
 * people and tried on the others. The engine of production looks where `INSIGHTFACE_DIR` names its files. No photographs
 * come with the repository.
 */
export async function faces(): Promise<[string, string][]> {
	const folder = process.env.FACES_DIR;
	if (folder === undefined)
		return [["faces told apart", "not measured: FACES_DIR names no folder of people"]];
	const insightface = process.env.INSIGHTFACE_DIR ?? null;
	const known: KnownFace[] = [];
	let [without, engine] = [0, "nobody"];
	for (const person of await readdir(folder))
		for (const name of await readdir(path.join(folder, person))) {
			const found = await examine(await readFile(path.join(folder, person, name)), {
				faces: { insightface },
			});
			if (found.faces.how !== "found") return [["faces told apart", `not measured: ${found.faces.why}`]];
			engine = `${found.faces.engine.id} ${found.faces.engine.version}`;
			const embedding = found.faces.faces[0]?.embedding ?? null;
			if (embedding === null) without++;
			else known.push({ person, embedding });
		}
	const found = calibrate(known);
	if (found === null)
		return [["faces told apart", "not measured: of too few people there are three photographs"]];
	const { threshold, middle, steepness } = found.curve;
	return [
		[`photographs in which ${engine} found nobody`, `${without} of ${without + known.length}`],
		[
			"curve set on half of the people",
			`cosine ${threshold.toFixed(3)} is ${middle * 100} %, steepness ${steepness.toFixed(1)}`,
		],
		...lines("set on", found.set),
		...lines("held out", found.heldOut),
	];
}

function lines(label: string, told: Told): [string, string][] {
	const spread = (list: readonly number[]) =>
		[0, 0.05, 0.25, 0.5, 0.75, 0.95, 1]
			.map((share) => (list[Math.min(list.length - 1, Math.floor(share * list.length))] ?? 0).toFixed(3))
			.join(" ");
	const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
	return [
		[
			`${label}: ${told.photographs} photographs of ${told.people} people`,
			`recall ${percent(told.recall)}, mistaken ${percent(told.mistaken)}, precision ${percent(told.precision)}, AUC ${told.auc.toFixed(4)}`,
		],
		[`${label}: ${told.same.length} of the same person`, `0 5 25 50 75 95 100 %: ${spread(told.same)}`],
		[`${label}: ${told.different.length} of another one`, `0 5 25 50 75 95 100 %: ${spread(told.different)}`],
	];
}

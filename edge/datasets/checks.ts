import { checkDataset, type DatasetChecks } from "../../workflows/datasets/check.ts";
import type { DatasetItem, DatasetTerms } from "../../workflows/datasets/items.ts";
import type { PresetName } from "../../workflows/datasets/presets.ts";
import type { DatasetChecksResource } from "../contract/training/dataset-items.ts";
import { ApiError, MAX_ITEMS } from "../problem.ts";
import type { WholeItem } from "./items.ts";

/** What a dataset, or a version of it, says of itself. */
interface Terms {
	trigger_word: string;
	asymmetric: boolean;
	preset: PresetName;
	regularisation: number;
}

/** Checks pictures of a dataset. Of what is stored it is known that it can be read: that is looked at before. Pure. */
export function checksOf(terms: Terms, items: readonly WholeItem[]): DatasetChecks {
	const { trigger_word: trigger, asymmetric, preset, regularisation } = terms;
	const asked: DatasetTerms = { trigger, asymmetric };
	return checkDataset(items.map(toChecked), asked, preset, { regularisation, loose_captions: [] });
}

function toChecked({ row, asset }: WholeItem): DatasetItem {
	const { width, height } = asset;
	return {
		name: String(row.item),
		sha256: asset.sha256,
		size: width === null || height === null ? null : { width, height },
		hashes: row.hashes,
		caption: row.caption,
		framing: row.framing,
		flip_of: row.flip_of === null ? null : String(row.flip_of),
	};
}

/** The same as the API shows it: items by their numbers. */
export function toChecks({ items, findings, ...rest }: DatasetChecks): DatasetChecksResource {
	const numbered = <T extends { others: string[] }>(finding: T) => ({
		...finding,
		others: finding.others.map(Number),
	});
	return {
		...rest,
		findings: findings.map(numbered),
		items: items.map((one) => ({ item: Number(one.name), findings: one.findings.map(numbered) })),
	};
}

/** Throws ApiError `dataset_not_ready` with the faults, where there are any. */
export function refuseFaults(name: string, { items, findings }: DatasetChecks): void {
	const all = [
		...findings.map((finding) => ({ place: "", finding })),
		...items.flatMap((item) => item.findings.map((finding) => ({ place: `/items/${item.name}`, finding }))),
	].filter(({ finding }) => finding.severity === "fault");
	if (all.length === 0) return;
	const told = all.slice(0, MAX_ITEMS).map(({ place, finding }) => ({
		pointer: place,
		code: finding.code,
		message: finding.message,
	}));
	throw new ApiError(
		"dataset_not_ready",
		`${name} has ${all.length} faults; mend them first, GET /v1/datasets/${name}/checks tells all`,
		told,
		{},
		all.length - told.length,
	);
}

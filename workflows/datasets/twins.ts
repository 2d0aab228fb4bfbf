import { likenessOf } from "../quality/pixels/hashes.ts";
import { fault, type ItemFinding, warning } from "./findings.ts";
import type { DatasetItem } from "./items.ts";

/** Which items are too like others, by the name of the later of each pair. */
export function twinsIn(items: readonly DatasetItem[], asymmetric: boolean): Map<string, ItemFinding[]> {
	const found = new Map<string, ItemFinding[]>();
	for (const [at, item] of items.entries()) {
		const same: string[] = [];
		const near: string[] = [];
		const flipped: string[] = [];
		for (const other of items.slice(0, at))
			switch (alike(item, other)) {
				case "same":
					same.push(other.name);
					break;
				case "near":
					near.push(other.name);
					break;
				case "mirrored":
					if (!areFlips(item, other)) flipped.push(other.name);
					break;
				case "different":
			}
		const findings = [
			...(same.length > 0
				? [fault("duplicate" as const, "It is the same file as another: take one of them out.", same)]
				: []),
			...(near.length > 0
				? [
						warning(
							"near_duplicate" as const,
							"It is nearly the same picture as another, which then counts twice: keep one of them.",
							near,
						),
					]
				: []),
			...(flipped.length > 0 ? [flippedTwin(flipped, asymmetric)] : []),
		];
		if (findings.length > 0) found.set(item.name, findings);
	}
	return found;
}

function flippedTwin(others: string[], asymmetric: boolean): ItemFinding {
	return asymmetric
		? fault(
				"flipped_twin",
				"It is another picture flipped, and the sides of this character differ: take the flipped one out.",
				others,
			)
		: warning("flipped_twin", "It is another picture flipped: say so, or keep one of them.", others);
}

/** A copy and its original, or two copies of one: they are meant to be mirrored. */
function areFlips(a: DatasetItem, b: DatasetItem): boolean {
	return a.flip_of === b.name || b.flip_of === a.name;
}

function alike(a: DatasetItem, b: DatasetItem) {
	if (a.sha256 !== null && a.sha256 === b.sha256) return "same";
	return a.hashes === null || b.hashes === null ? "different" : likenessOf(a.hashes, b.hashes);
}

import { compareVersions } from "../graph/versions.ts";
import { type ClassInfo, readObjectInfo } from "../object-info/read.ts";

/** The releases whose source was read and whose servers were asked; other releases count as one of them. */
export type Release = "0.3.64" | "0.33.0";

/** What changed in validation between releases. */
export interface Rules {
	/** A cycle is found and reported node by node. Before, the server followed it until Python's stack ended. */
	reportsCycles: boolean;
	/** An unknown class is `missing_node_type` and not `invalid_prompt` (since 0.11.1). */
	namesMissingNodes: boolean;
	/** New-style combos are enforced as well, several picks are looked at one by one, picks are quoted. */
	checksNewCombos: boolean;
	/** Types `*` and COMFY_MATCHTYPE_V3 are known to the server. Before, only classes that cheat had them. */
	knowsAnyType: boolean;
	/** Inputs of V3 classes that depend on others exist: dynamic combos, autogrow, dynamic slots. */
	hasDynamicInputs: boolean;
	/** Names of classes that were renamed are replaced before anything is looked at. */
	replacesClasses: boolean;
}

/**
 * The rules of a version such as `0.3.64`. Two releases are known in full; what lies between them got the
 * newer rules one by one, at versions nobody pinned but for the words about unknown classes, and counts as new
 * from 0.4 on. What cannot be read as a version counts as the newest.
 */
export function rulesOf(version: string): Rules {
	const recent = !/^v?\d/.test(version) || compareVersions(version, "0.4") >= 0;
	return {
		reportsCycles: recent,
		namesMissingNodes: !/^v?\d/.test(version) || compareVersions(version, "0.11.1") >= 0,
		checksNewCombos: recent,
		knowsAnyType: recent,
		hasDynamicInputs: recent,
		replacesClasses: recent,
	};
}

/** The known release that describes a class in this shape: the newer one says of each whether it takes lists. */
export function describedBy(info: ClassInfo): Release {
	return "is_input_list" in info ? "0.33.0" : "0.3.64";
}

/**
 * The known release whose server answers `GET /object_info` in this shape. An answer without classes counts as
 * the newer.
 */
export function releaseOf(objectInfo: unknown): Release {
	const classes = [...readObjectInfo(objectInfo).values()];
	return classes.length === 0 || classes.some((info) => describedBy(info) === "0.33.0") ? "0.33.0" : "0.3.64";
}

/** True for a class of the V3 API: its entry says of each flag whether it is set, others' only those that are. */
export function isV3(info: ClassInfo): boolean {
	return "output_matchtypes" in info || ("deprecated" in info && "experimental" in info);
}

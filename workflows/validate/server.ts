import type { Budget } from "../graph/budget.ts";
import { knownFileInputs, lookUp } from "../graph/known-nodes.ts";
import { type ClassInfo, type InputSpec, readObjectInfo } from "../object-info/read.ts";
import type { VerdictLimits } from "./complaints.ts";
import { type OwnCheck, ownCheckOf } from "./own-checks.ts";
import { type Rules, releaseOf, rulesOf } from "./rules.ts";

/** What validation needs to know of a ComfyUI. */
export interface ValidationServer {
	rules: Rules;
	classInfo(classType: string): ClassInfo | undefined;
	/** The check a class makes itself, which replaces the general checks of the inputs it takes. */
	ownCheck(classType: string): OwnCheck | undefined;
	/** True where the list of this input must not be held against a value. */
	isOpen(classType: string, input: string, spec: InputSpec): boolean;
	/** Order in which outputs, and a node's inputs, are looked at; the real server's is arbitrary. */
	orderOutputs(ids: string[]): string[];
	orderInputs(names: string[]): string[];
}

export interface ValidateOptions {
	/** Absent: everything is told. */
	limits?: VerdictLimits;
	/** Steps it may take; absent: as many as it takes. */
	budget?: Budget;
	/** ComfyUI whose rules count: "0.3.64", "0.33.0", ...; default: told from the object_info. */
	comfyui?: string;
	/**
	 * A combo that lists nothing accepts anything: the object_info is of a machine without models. ComfyUI itself
	 * accepts nothing then.
	 */
	openLists?: boolean;
}

/** The ComfyUI that answers `GET /object_info` like this. */
export function serverOf(objectInfo: unknown, options: ValidateOptions = {}): ValidationServer {
	const classes = readObjectInfo(objectInfo);
	const rules = rulesOf(options.comfyui ?? releaseOf(objectInfo));
	return {
		rules,
		classInfo: (classType) => classes.get(classType),
		ownCheck: (classType) => ownCheckOf(classType, classes.get(classType)),
		isOpen: (classType, input, spec) => isOpenInput(classType, input, spec, options.openLists === true),
		orderOutputs: (ids) => ids,
		orderInputs: (names) => names,
	};
}

/**
 * True where the choices that object_info lists must not be held against a value: files of the input folder, and
 * lists that a browser fetches elsewhere, are not what they were, and their classes look for themselves.
 *
 * @param openLists see {@link ValidateOptions}
 */
export function isOpenInput(classType: string, input: string, spec: InputSpec, openLists: boolean): boolean {
	const [, options = {}] = spec;
	if (lookUp(knownFileInputs, classType)?.includes(input)) return true;
	if (options.remote !== undefined && options.remote !== null) return true;
	if (Object.keys(options).some((name) => name.endsWith("_upload") && options[name] === true)) return true;
	return openLists && listsNothing(spec);
}

function listsNothing([type, options]: InputSpec): boolean {
	const list = typeof type !== "string" ? type : type === "COMBO" ? (options?.options ?? []) : undefined;
	return Array.isArray(list) && list.length === 0;
}

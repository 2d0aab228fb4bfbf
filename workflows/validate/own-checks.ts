import { type ClassInfo, isRecord } from "../object-info/read.ts";
import type { MakeComplaint } from "./complaints.ts";
import type { DeclaredInputs } from "./declared.ts";
import { bool, PyError, typeName } from "./python/python.ts";
import { memberOf } from "./python/python-data.ts";
import { describedBy, isV3, type Release } from "./rules.ts";

/**
 * A class's own check of its inputs (`VALIDATE_INPUTS`, in V3 classes `validate_inputs`). The inputs it takes are
 * exempt from range and list checks. `/object_info` does not say which classes have one.
 */
export interface OwnCheck {
	/** Its name in Python, as complaints about its arguments show it. */
	name: string;
	/** Inputs it takes that must be sent, in order. */
	takes: readonly string[];
	/** Inputs it takes where they are sent. */
	mayTake?: readonly string[];
	/** It takes every input there is. */
	takesAll?: boolean;
	/** It is asked about the types of linked outputs, which are not compared otherwise. */
	takesTypes?: boolean;
	/**
	 * True, or what is wrong. A link's value is null. `types` are the types of linked outputs, by input.
	 * @throws PyError where the real one raises
	 */
	check(values: Readonly<Record<string, unknown>>, types: Readonly<Record<string, unknown>>): true | string;
}

/** What a loader's check says of a name before it looks at any disk. @throws PyError */
export function checkFileName(value: unknown): true {
	if (typeof value === "string") return true;
	throw new PyError("AttributeError", `'${typeName(value)}' object has no attribute 'endswith'`);
}

interface KnownCheck extends Omit<OwnCheck, "name"> {
	/** The one release that has the check; absent: both. */
	only?: Release;
	/** The class whose check it is, and the one release in which it is; absent: its own. */
	inherits?: { from: string; in?: Release };
}

/** A loader: which files there are depends on a machine, so every name may be right. */
function loader(input: string, more: Partial<KnownCheck> = {}): KnownCheck {
	return { takes: [input], check: (values) => checkFileName(values[input]), ...more };
}

const model3d = loader("model_file", {
	takesAll: true,
	only: "0.33.0",
	check: (values) => !bool(values.model_file) || checkFileName(values.model_file),
});
const anyDevice: KnownCheck = { takes: [], mayTake: ["device"], check: () => true };

const movements = ["horizontal_movement", "vertical_movement", "pan", "tilt", "roll", "zoom"];
const taskTypes = ["MODEL_TASK_ID", "RIG_TASK_ID", "RETARGET_TASK_ID"];

/**
 * Own checks of ComfyUI's classes, by class, from the source of 0.3.64 and 0.33.0 (nodes.py, comfy_extras,
 * comfy_api_nodes). One is known in part: FluxProUltraImageNode also refuses ratios that are none, or beyond 1:4
 * and 4:1.
 */
const checks: Readonly<Record<string, KnownCheck>> = {
	LoadImage: loader("image"),
	LoadImageMask: loader("image", { inherits: { from: "LoadImage", in: "0.33.0" } }),
	LoadImageOutput: loader("image", { inherits: { from: "LoadImage" } }),
	WebcamCapture: loader("image", { inherits: { from: "LoadImage" } }),
	LoadLatent: loader("latent"),
	LoadAudio: loader("audio"),
	LoadVideo: loader("file"),
	Load3D: model3d,
	Load3DAdvanced: model3d,
	ModelAttentionBackend: { takes: ["attention"], check: () => true },
	SelectModelDevice: anyDevice,
	SelectCLIPDevice: anyDevice,
	SelectVAEDevice: anyDevice,
	CustomCombo: { takes: ["choice"], mayTake: ["index"], takesAll: true, check: () => true },
	FluxProUltraImageNode: { takes: ["aspect_ratio"], check: () => true },
	KlingCameraControls: {
		only: "0.3.64",
		takes: movements,
		check: (values) => {
			for (const name of movements) {
				const value = values[name];
				if (!["int", "float", "bool"].includes(typeName(value)))
					throw new PyError("TypeError", `must be real number, not ${typeName(value)}`);
				if (bool(value)) return true;
			}
			return "Invalid camera control configs: at least one of the values must be non-zero";
		},
	},
	TripoConversionNode: {
		takes: [],
		takesTypes: true,
		check: (_, types) => {
			const input = "original_model_task_id";
			if (!Object.hasOwn(types, input)) throw new PyError("KeyError", `'${input}'`);
			if (taskTypes.some((type) => types[input] === type)) return true;
			return `${input} must be MODEL_TASK_ID, RIG_TASK_ID or RETARGET_TASK_ID type`;
		},
	},
};

/** The own check of a class of ComfyUI itself, or undefined where none is known. */
export function ownCheckOf(classType: string, info: ClassInfo | undefined): OwnCheck | undefined {
	if (info === undefined || !Object.hasOwn(checks, classType)) return undefined;
	const known = checks[classType];
	const release: Release = describedBy(info);
	if (known === undefined || (known.only !== undefined && known.only !== release)) return undefined;
	const { only: _only, inherits, ...check } = known;
	const inherited = inherits !== undefined && (inherits.in === undefined || inherits.in === release);
	const owner = inherited ? inherits.from : classType;
	return { ...check, name: `${owner}.${isV3(info) ? "validate_inputs" : "VALIDATE_INPUTS"}` };
}

/** What Python says of arguments that were not given. */
function missingArguments(check: string, names: readonly string[]): PyError {
	const quoted = names.map((name) => `'${name}'`);
	const last = quoted.pop() ?? "";
	const listed =
		quoted.length === 0 ? last : `${quoted.join(", ")}${quoted.length > 1 ? "," : ""} and ${last}`;
	const plural = names.length > 1 ? "s" : "";
	return new PyError(
		"TypeError",
		`${check}() missing ${names.length} required positional argument${plural}: ${listed}`,
	);
}

/** The form in which ComfyUI's own helper tells a link: stricter than validation, which takes any pair. */
function isPlainLink(value: unknown): boolean {
	return (
		Array.isArray(value) &&
		value.length === 2 &&
		typeof value[0] === "string" &&
		["number", "bigint", "boolean"].includes(typeof value[1])
	);
}

/** True if a check takes an input: the general checks of range and list are then off. */
export function takes(own: OwnCheck, name: string): boolean {
	return own.takesAll === true || own.takes.includes(name) || own.mayTake?.includes(name) === true;
}

/** Complaints of a class's own check: one per input it took. @throws PyError where the check raises */
export function ownErrors(
	own: OwnCheck,
	inputs: unknown,
	declared: DeclaredInputs,
	types: Record<string, unknown>,
): MakeComplaint[] {
	// The older release goes through a list or a text as well, and looks each part up by name.
	if (!isRecord(inputs) && bool(inputs)) memberOf(inputs, "");
	const sent = Object.entries(isRecord(inputs) ? inputs : {}).filter(
		([name, value]) => isPlainLink(value) || declared.inputs.has(name),
	);
	const given = sent.filter(([name]) => takes(own, name));
	const absent = own.takes.filter((name) => !given.some(([one]) => one === name));
	if (absent.length > 0) throw missingArguments(own.name, absent);
	const values = Object.fromEntries(given.map(([name, value]) => [name, isPlainLink(value) ? null : value]));
	const said = own.check(values, types);
	if (said === true) return [];
	const names = [...given.map(([name]) => name), ...(own.takesTypes ? ["input_types"] : [])];
	return names.map((name) => () => ({
		type: "custom_validation_failed",
		message: "Custom validation failed for node",
		details: `${name} - ${said}`,
		extra_info: { input_name: name },
	}));
}

import { isRecord } from "../../object-info/read.ts";
import { checkFileName } from "../own-checks.ts";
import { validatePrompt } from "../prompt.ts";
import { PyError } from "../python/python.ts";
import { dumps, loads } from "../python/python-json.ts";
import type { ValidationServer } from "../server.ts";
import { Dice } from "./random.ts";

/** What is compared of an answer to `POST /prompt`. */
export interface Answer {
	status: number;
	error: unknown;
	node_errors: unknown;
}

/** What is made equal before a real answer and ours are compared, and why. What is not listed must be equal. */
export const normalisations: readonly (readonly [what: string, why: string])[] = [
	["lines of tracebacks", "they name files and lines of the server's source; empty or not is compared"],
	[
		"order of a node's errors, of lines of details, of dependent_outputs",
		"the real server walks Python sets",
	],
	[
		"which order outputs and inputs are gone through",
		"a Python set; equal if any of up to 2,000 orders gives the same answer",
	],
	[
		"errors that end in Python's RecursionError",
		"they strike wherever its stack happens to end; nodes that have no other error are left out",
	],
	["decimals of limits and values in messages", "JSON read by JavaScript does not tell 0.0 from 0"],
];

function sorted(values: readonly unknown[]): unknown[] {
	return values
		.map((value) => ({ value, key: dumps(value) }))
		.sort((a, b) => (a.key < b.key ? -1 : 1))
		.map(({ value }) => value);
}

function member(key: string, value: unknown): unknown {
	if (key === "traceback" && Array.isArray(value)) return value.length > 0 ? ["<lines>"] : [];
	if (key === "dependent_outputs" && Array.isArray(value)) return sorted(value);
	if (key === "errors" && Array.isArray(value))
		return sorted(value.filter((error) => !endsTheStack(error)).map(normalised));
	if (key === "node_errors" && isRecord(value)) return normalised(withoutEndedStacks(value));
	if ((key === "details" || key === "message") && typeof value === "string") {
		return value
			.split("\n")
			.map((line) => line.replace(/(\d)\.0\b/g, "$1"))
			.sort();
	}
	return normalised(value);
}

function endsTheStack(error: unknown): boolean {
	const info = isRecord(error) ? error.extra_info : undefined;
	return isRecord(info) && info.exception_type === "RecursionError";
}

function withoutEndedStacks(nodes: Record<string, unknown>): Record<string, unknown> {
	return Object.fromEntries(
		Object.entries(nodes).filter(
			([, node]) => !(isRecord(node) && Array.isArray(node.errors) && node.errors.every(endsTheStack)),
		),
	);
}

/** Applies the table to an answer. */
function normalised(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(normalised);
	if (!isRecord(value)) return typeof value === "bigint" ? Number(value) : value;
	return Object.fromEntries(
		Object.entries(value)
			.map(([key, item]) => [key, member(key, item)] as const)
			.sort(([a], [b]) => (a < b ? -1 : 1)),
	);
}

/** An answer in a form in which equal answers are equal text. */
function fingerprint(answer: Answer): string {
	return dumps(normalised(loads(dumps(answer))));
}

/** Our answer. */
export function ourAnswer(
	graph: unknown,
	server: ValidationServer,
	targets: readonly string[] | null = null,
): Answer {
	try {
		const verdict = validatePrompt(graph, server, targets);
		return verdict.valid
			? { status: 200, error: null, node_errors: verdict.node_errors }
			: { status: 400, error: verdict.error, node_errors: verdict.node_errors };
	} catch (error) {
		if (!(error instanceof PyError)) throw error;
		return { status: 500, error: null, node_errors: null };
	}
}

/** Bad outputs in the order in which a server came to them: the node that was bad first lists them all. */
function badOutputs(answer: Answer): unknown[] {
	const nodes = isRecord(answer.node_errors) ? Object.values(answer.node_errors) : [];
	const lists = nodes.map((node) =>
		isRecord(node) && Array.isArray(node.dependent_outputs) ? node.dependent_outputs : [],
	);
	return lists.reduce((longest, list) => (list.length > longest.length ? list : longest), []);
}

/** Tries orders until our answer is the real one. @returns how many it took, or undefined where none fits */
export function ordersUntilEqual(
	real: Answer,
	graph: unknown,
	server: ValidationServer,
	targets: readonly string[] | null = null,
): number | undefined {
	const wanted = fingerprint(real);
	const bad = badOutputs(real);
	for (let tried = 0; tried <= 2000; tried++) {
		const dice = new Dice(tried);
		const ordered: ValidationServer = {
			...server,
			orderOutputs: (ids) => {
				if (tried === 0) return ids;
				const mixed = tried > 1000 ? dice.shuffled(ids) : ids;
				return [...mixed].sort((a, b) => bad.indexOf(a) - bad.indexOf(b));
			},
			orderInputs: (names) => (tried < 2 ? names : dice.shuffled(names)),
		};
		if (fingerprint(ourAnswer(graph, ordered, targets)) === wanted) return tried;
	}
	return undefined;
}

/**
 * The server with what is in its input folder, as its loaders list it: their checks then say what is missing, and
 * no list is out of date.
 */
export function withFiles(server: ValidationServer): ValidationServer {
	const kinds: Record<string, string> = {
		image: "image",
		latent: "latent",
		audio: "audio",
		file: "video",
		model_file: "3D model",
	};
	return {
		...server,
		isOpen: () => false,
		ownCheck: (classType) => {
			const own = server.ownCheck(classType);
			const [input] = own?.takes ?? [];
			const kind = kinds[input ?? ""];
			const spec = server.classInfo(classType)?.input.required?.[input ?? ""];
			if (own === undefined || input === undefined || kind === undefined || spec === undefined) return own;
			const listed = typeof spec[0] === "string" ? spec[1]?.options : spec[0];
			return {
				...own,
				check: (values, types) => {
					const said = own.check(values, types);
					const name = values[input];
					// An empty name is the folder itself, which is there. What is in the output folder is not listed.
					const there = name === "" || (Array.isArray(listed) && listed.includes(name));
					if (said !== true || there) return said;
					if (input === "model_file" && (name === null || name === "none")) return true;
					return checkFileName(name) && `Invalid ${kind} file: ${String(name)}`;
				},
			};
		},
	};
}

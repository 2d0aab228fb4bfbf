import * as z from "zod";
import type { WorkflowDescription } from "../../workflows/definition/describe.ts";

/** A path that leads down only. */
const RELATIVE = /^(?!\.)[\w.-]+(\/(?!\.)[\w.-]+)*$/;

/** One file under ComfyUI's `models/`. What is null is not known. */
const fileSchema = z.strictObject({
	/** Folder under `models/`. */
	folder: z.string().regex(RELATIVE),
	/** Its name; some nodes put it into folders of their own. */
	file: z.string().regex(RELATIVE),
	/** Where its bytes are; null: to be fetched by hand, from `source`. */
	url: z.url({ protocol: /^https?$/ }).nullable(),
	bytes: z.int().positive().nullable(),
	sha256: z
		.string()
		.regex(/^[0-9a-f]{64}$/)
		.nullable(),
	licence: z.string(),
	/** Its page. */
	source: z.string().nullable(),
	/** Who needs it, unless another file was chosen. */
	workflows: z.array(z.string()),
});
export type LockedFile = z.infer<typeof fileSchema>;

const lockSchema = z.strictObject({ version: z.literal(1), files: z.array(fileSchema) });
/** The files of all workflows of the library, in the order of their paths. */
export type ModelsLock = z.infer<typeof lockSchema>;

/** Reads what a lock file says. Throws what is wrong with it. */
export function readLock(json: unknown): ModelsLock {
	return lockSchema.parse(json);
}

/** Where a file lies under `models/`. */
export function pathOf({ folder, file }: Pick<LockedFile, "folder" | "file">): string {
	return `${folder}/${file}`;
}

/**
 * The lock of these workflows. What they need, under which licence and for which of them is theirs to say; where the
 * bytes are and what they hash to is kept from the lock `before`. A file that a client may choose counts as the one that
 * is used where none was chosen.
 */
export function lockOf(workflows: readonly WorkflowDescription[], before: ModelsLock): ModelsLock {
	const known = new Map(before.files.map((file) => [pathOf(file), file]));
	const files = new Map<string, LockedFile>();
	for (const { id, models, parameters } of workflows)
		for (const { folder, file: named, licence, source } of models) {
			const file = typeof named === "string" ? named : defaultOf(parameters, named.parameter);
			if (file === null) continue;
			const path = pathOf({ folder, file });
			const { url = null, bytes = null, sha256 = null } = known.get(path) ?? {};
			const { workflows: needing = [] } = files.get(path) ?? {};
			files.set(path, {
				folder,
				file,
				url,
				bytes,
				sha256,
				licence,
				source: source ?? null,
				workflows: [...new Set([...needing, id])].sort(),
			});
		}
	return {
		version: 1,
		files: [...files.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, file]) => file),
	};
}

/** The files that these workflows need; all where none is named. Throws the ids that no file is for. */
export function neededBy(lock: ModelsLock, ids: readonly string[]): LockedFile[] {
	if (ids.length === 0) return lock.files;
	const unknown = ids.filter((id) => !lock.files.some(({ workflows }) => workflows.includes(id)));
	if (unknown.length > 0) throw new Error(`No file is needed by ${unknown.join(", ")}`);
	return lock.files.filter(({ workflows }) => workflows.some((id) => ids.includes(id)));
}

const propertiesSchema = z.object({
	properties: z.record(z.string(), z.object({ default: z.unknown().optional() })),
});

function defaultOf(parameters: Record<string, unknown>, name: string): string | null {
	const property = propertiesSchema.safeParse(parameters).data?.properties[name];
	return typeof property?.default === "string" ? property.default : null;
}

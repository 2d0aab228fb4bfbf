import { createHash } from "node:crypto";
import {
	existsSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
	truncateSync,
	writeFileSync,
} from "node:fs";
import path from "node:path";
import type { SavedFile, SaveRequest } from "../nodes/define.ts";
import { type Canvas, resize, solid } from "../render/canvas.ts";
import { decodeImage } from "../render/decode.ts";
import { encodePng } from "../render/png.ts";

/** What a scripted fault does to a file. */
export type Damage = "lose" | "truncate" | "blacken" | "shrink";

export type FolderType = "input" | "output" | "temp";

/** True if `value` names one of the three folders files live in. */
export function isFolderType(value: unknown): value is FolderType {
	return value === "input" || value === "output" || value === "temp";
}

/** A file name as loaders and GET /view take it: ComfyUI cuts a fixed number of letters, whatever stands there. */
export function annotated(name: string): { name: string; type: FolderType | null } {
	for (const type of ["output", "input", "temp"] as const)
		if (name.endsWith(`[${type}]`)) return { name: name.slice(0, -(type.length + 3)), type };
	return { name, type: null };
}

function spoilt(picture: Canvas, how: "blacken" | "shrink"): Canvas {
	const { width, height } = picture;
	if (how === "blacken") return solid(width, height, [0, 0, 0]);
	return resize(picture, Math.max(1, width >> 1), Math.max(1, height >> 1));
}

const KINDS: Record<string, RegExp> = {
	image: /\.(png|jpe?g|jpe|webp|gif|bmp|tiff?|svg|ico|pnm|pbm|pgm|ppm|xbm)$/i,
	audio: /\.(wav|flac|mp3|ogg|opus|m4a)$/i,
	video: /\.(mp4|webm|mkv|mov)$/i,
};

/** Placeholders the server itself fills in file name prefixes. */
function fill(prefix: string, width: number, height: number, now: Date): string {
	const two = (value: number): string => String(value).padStart(2, "0");
	const values: Record<string, string> = {
		width: String(width),
		height: String(height),
		year: String(now.getFullYear()),
		month: two(now.getMonth() + 1),
		day: two(now.getDate()),
		hour: two(now.getHours()),
		minute: two(now.getMinutes()),
		second: two(now.getSeconds()),
	};
	return prefix.replace(/%(\w+)%/g, (whole, name: string) => values[name] ?? whole);
}

/** The input, output and temp folders of one server, and the models it has. */
export class FileStore {
	readonly root: string;
	private readonly listed: Record<string, string[]>;

	constructor(root: string, models: Record<string, string[]>) {
		this.root = root;
		this.listed = Object.fromEntries(Object.entries(models).map(([folder, files]) => [folder, [...files]]));
		for (const type of ["input", "output", "temp", "models", "user"]) {
			mkdirSync(path.join(root, type), { recursive: true });
		}
	}

	folder(type: FolderType): string {
		return path.join(this.root, type);
	}

	/** A path below a folder, or undefined if it would lead out of it. */
	inside(type: FolderType, ...parts: string[]): string | undefined {
		const base = this.folder(type);
		const full = path.resolve(base, ...parts);
		return full === base || full.startsWith(base + path.sep) ? full : undefined;
	}

	/** Where a file named as loaders name it lies: in the input folder, or with `[output]` at the end. */
	private place(name: string): string | undefined {
		const named = annotated(name);
		return this.inside(named.type ?? "input", named.name);
	}

	/** Whether a name that loaders take is there; the folder itself is, which an empty name means. */
	exists(name: string): boolean {
		const full = this.place(name);
		return full !== undefined && existsSync(full);
	}

	/** Bytes of a file named as loaders name it. */
	read(name: string): Buffer | undefined {
		const full = this.place(name);
		return full && existsSync(full) && statSync(full).isFile() ? readFileSync(full) : undefined;
	}

	bytes(full: string): Buffer {
		return readFileSync(full);
	}

	/** Writes files under consecutive numbers, counted from what lies in the folder now. */
	save(request: SaveRequest): SavedFile[] {
		const prefix = fill(request.prefix, request.width, request.height, new Date());
		const base = this.folder(request.folder);
		// An empty prefix is normalised to a dot, which then begins the name.
		const normal = path.normalize(prefix).replace(/(?<=.)\/+$/, "");
		const subfolder = path.dirname(normal) === "." ? "" : path.dirname(normal);
		const stem = path.basename(normal);
		const target = this.inside(request.folder, subfolder);
		if (!target) throw new Error(outsideOf(base, path.resolve(base, subfolder)));
		mkdirSync(target, { recursive: true });
		// Of such names none is found again, so the number stays one.
		let counter = prefix === "" ? 1 : this.highest(target, stem) + 1;
		return request.files.map((bytes, index) => {
			const number = String(counter++).padStart(5, "0");
			const name = stem.replaceAll("%batch_num%", String(index));
			const filename = `${name}${request.beforeNumber ?? ""}_${number}${request.trailingUnderscore ? "_" : ""}.${request.extension}`;
			writeFileSync(path.join(target, filename), bytes);
			return { filename, subfolder, type: request.folder };
		});
	}

	/**
	 * Writes a file by its path, relative to the base folder. What a graph wants written elsewhere is not: the
	 * real server would, but an emulator leaves the rest of the disk alone.
	 */
	write(file: string, bytes: Buffer): void {
		const full = path.resolve(this.root, file);
		if (!full.startsWith(path.resolve(this.root) + path.sep)) return;
		mkdirSync(path.dirname(full), { recursive: true });
		writeFileSync(full, bytes);
	}

	private highest(folder: string, stem: string): number {
		let highest = 0;
		for (const name of readdirSync(folder)) {
			if (!name.startsWith(`${stem}_`)) continue;
			const number = Number.parseInt(name.slice(stem.length + 1), 10);
			if (number > highest) highest = number;
		}
		return highest;
	}

	/**
	 * Puts an uploaded file down and says under which name. Same bytes keep the name; others get a new one unless
	 * overwriting. Where `made` makes nothing of the bytes, nothing is written.
	 * @throws where a folder in the name is not there
	 */
	upload(file: {
		folder: string;
		name: string;
		bytes: Buffer;
		overwrite: boolean;
		made: (bytes: Buffer) => Buffer | null;
	}): string {
		const { folder, name, bytes, overwrite, made } = file;
		mkdirSync(folder, { recursive: true });
		const { ext } = path.parse(name);
		const stem = name.slice(0, name.length - ext.length);
		let chosen = name;
		for (let i = 1; !overwrite && existsSync(path.join(folder, chosen)); i++) {
			if (sha(readFileSync(path.join(folder, chosen))) === sha(bytes)) return chosen;
			chosen = `${stem} (${i})${ext}`;
		}
		const written = made(bytes);
		if (written !== null) writeFileSync(path.join(folder, chosen), written);
		return chosen;
	}

	/** Deletes or shortens files that history names, or puts a picture into them that is black, or half as large. */
	damage(files: readonly SavedFile[], how: Damage): void {
		for (const { type, subfolder, filename } of files) {
			const full = this.inside(type, subfolder, filename);
			if (!full || !existsSync(full)) continue;
			if (how === "lose") rmSync(full);
			else if (how === "truncate") truncateSync(full, statSync(full).size >> 1);
			else writeFileSync(full, encodePng(spoilt(decodeImage(readFileSync(full)), how)));
		}
	}

	/** Declares a model file present without any bytes. */
	addModel(folder: string, name: string): void {
		const known = this.listed[folder] ?? [];
		this.listed[folder] = [...new Set([...known, name])].sort();
	}

	removeModel(folder: string, name: string): void {
		this.listed[folder] = (this.listed[folder] ?? []).filter((known) => known !== name);
	}

	/** Model files of a folder: the declared ones and those that really lie in `models/<folder>`. */
	models(folder: string): string[] {
		const place = path.join(this.root, "models", folder);
		const real = existsSync(place)
			? readdirSync(place, { recursive: true, withFileTypes: true })
					.filter((entry) => entry.isFile())
					.map((entry) => path.relative(place, path.join(entry.parentPath, entry.name)))
			: [];
		return [...new Set([...(this.listed[folder] ?? []), ...real])].sort();
	}

	/** Files of the input folder itself that look like images (or audio, video). */
	inputs(kind: string): string[] {
		const pattern = KINDS[kind] ?? /./;
		return readdirSync(this.folder("input"), { withFileTypes: true })
			.filter((entry) => entry.isFile() && pattern.test(entry.name))
			.map((entry) => entry.name)
			.sort();
	}

	/** Empties the temp folder, as the real server does when it starts. */
	clearTemp(): void {
		rmSync(this.folder("temp"), { recursive: true, force: true });
		mkdirSync(this.folder("temp"), { recursive: true });
	}
}

/** ComfyUI's words, paths and all. */
function outsideOf(base: string, full: string): string {
	let common = base;
	while (full !== common && !full.startsWith(common === path.sep ? common : common + path.sep))
		common = path.dirname(common);
	return [
		"**** ERROR: Saving image outside the output folder is not allowed.",
		` full_output_folder: ${full}`,
		`         output_dir: ${base}`,
		`         commonpath: ${common}`,
	].join("\n");
}

function sha(bytes: Buffer): string {
	return createHash("sha256").update(bytes).digest("hex");
}

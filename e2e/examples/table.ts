import type { AssetChecks } from "../../edge/contract/assets/quality.ts";
import type { JobResource } from "../../edge/contract/jobs/jobs.ts";

type Check = AssetChecks["checks"][number];

/** What a workflow of the library made of its example. */
export interface Example {
	/** With its version. */
	workflow: string;
	status: JobResource["status"];
	/** Why it made nothing; null: it did. */
	error: string | null;
	outputs: { kind: string; width: number | null; height: number | null; checks: Check[] }[];
}

const HEAD = `# Example outputs, and what their checks measured

Written by \`npm run examples\`: every workflow of the library runs its example, and the worker's checks look at what comes out.
`;

const BY_EMULATOR = `**These outputs are the emulator's, not a model's.** The emulated ComfyUI draws patterns by prompt and seed; there was no GPU and there were no
weights. The figures say that sizes, types and checks work from request to verdict. They say nothing of how good pictures of these models
are: a pattern has no skin and no face. With \`COMFYUI_URL\` the same command writes what a real ComfyUI made.
`;

const BY_COMFYUI = "These outputs are a real ComfyUI's, with the weights that it has.\n";

const WITHOUT_FFMPEG = `The pictures in films were not looked at: this machine has no ffmpeg.
`;

/**
 * The document of all examples. Pure.
 *
 * @param ffmpeg whether the machine had it, without which nobody sees what is in a film
 */
export function examplesDocument(
	examples: readonly Example[],
	{ emulated, ffmpeg }: { emulated: boolean; ffmpeg: boolean },
): string {
	const rows = examples.flatMap(({ workflow, status, error, outputs }) => {
		const name = `\`${workflow}\``;
		if (outputs.length === 0) return [[name, "–", "–", error ?? status, "–"]];
		return outputs.map((output) => [
			name,
			output.kind,
			output.width === null ? "–" : `${output.width}x${output.height}`,
			verdictOf(output.checks),
			output.checks
				.filter(({ status }) => status !== "skipped")
				.map(figure)
				.filter(Boolean)
				.join(", ") || "–",
		]);
	});
	const table = [
		["workflow", "output", "size", "verdicts", "measured"],
		["---", "---", "---", "---", "---"],
		...rows,
	];
	return `${HEAD}\n${emulated ? BY_EMULATOR : BY_COMFYUI}\n${ffmpeg ? "" : `${WITHOUT_FFMPEG}\n`}${table.map((row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`).join("\n")}\n`;
}

/** How many checks came to what, and which did not pass. Pure. */
function verdictOf(checks: readonly Check[]): string {
	if (checks.length === 0) return "not looked at";
	const count = (status: Check["status"]) => checks.filter((check) => check.status === status);
	const told = (["fail", "error", "warn"] as const).flatMap((status) =>
		count(status).map(({ id, reason }) => `${status} ${id} (${reason})`),
	);
	return [`${count("pass").length} pass`, ...told, `${count("skipped").length} skipped`].join("; ");
}

/** Figures that say how good a picture is, rather than that it is what was asked for. */
const FIGURES: readonly Check["id"][] = [
	"image_blank",
	"image_noise",
	"image_sharpness",
	"image_skin_texture",
	"video_frames",
	"video_fps",
	"video_black",
	"video_frozen",
	"video_flicker",
];

function figure({ id, value, limit }: Check): string {
	if (!FIGURES.includes(id) || value === null) return "";
	const short = (one: number | string) => (typeof one === "number" ? Number(one.toFixed(2)) : one);
	return `${id} ${short(value)}${limit === null ? "" : ` (limit ${short(limit)})`}`;
}

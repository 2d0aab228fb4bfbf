import os from "node:os";
import path from "node:path";
import { empty, json, type Router, text } from "../http/http.ts";
import { featureFlags } from "../state/instance.ts";
import type { ComfyVersion } from "../version.ts";
import type { RouteHost } from "./host.ts";

const SHARED_FOLDERS = [
	...["checkpoints", "configs", "loras", "vae", "text_encoders", "diffusion_models", "clip_vision"],
	...["style_models", "embeddings", "diffusers", "vae_approx", "controlnet", "gligen", "upscale_models"],
];
/** Model folders of each release, in the order GET /models lists them. */
export const FOLDERS: Record<ComfyVersion, readonly string[]> = {
	"0.3.64": [
		...SHARED_FOLDERS,
		...["custom_nodes", "hypernetworks", "photomaker", "classifiers", "model_patches", "audio_encoders"],
	],
	"0.33.0": [
		...SHARED_FOLDERS,
		...["latent_upscale_models", "custom_nodes", "datasets", "hypernetworks", "photomaker", "classifiers"],
		...["model_patches", "audio_encoders", "background_removal", "frame_interpolation"],
		...["geometry_estimation", "optical_flow", "detection"],
	],
};
const EXTENSIONS = [".bin", ".ckpt", ".pkl", ".pt", ".pt2", ".pth", ".safetensors", ".sft"];
const OTHER_EXTENSIONS: Record<string, string[]> = { diffusers: ["folder"], datasets: [], classifiers: [""] };
/** Folders that are searched under older names too. */
const ALIASES: Record<string, string[]> = {
	checkpoints: ["checkpoints", "output/checkpoints"],
	loras: ["loras", "output/loras"],
	vae: ["vae", "output/vae"],
	text_encoders: ["text_encoders", "clip", "output/clip"],
	diffusion_models: ["unet", "diffusion_models", "output/diffusion_models"],
	controlnet: ["controlnet", "t2i_adapter"],
};

const CUDA = { name: "emulated GPU", type: "cuda", index: 0 };
/** As a real server tells of Apple's GPU, which has no name and no number. */
const MPS = { name: "mps", type: "mps", index: null };

function systemStats(host: RouteHost) {
	const { version } = host.traits;
	const { vramBytes } = host;
	const free = vramBytes - host.instance.executor.loaded.size * 2 * 1024 ** 3;
	return {
		system: {
			os: version === "0.3.64" ? "posix" : process.platform,
			ram_total: os.totalmem(),
			ram_free: os.freemem(),
			comfyui_version: version,
			required_frontend_version: version === "0.3.64" ? "1.27.10" : "1.49.6",
			python_version: "3.11.2 (emulated)",
			pytorch_version: "2.7.0+emulated",
			embedded_python: false,
			argv: ["main.py", "--listen", "127.0.0.1", ...host.argv],
			// Not a member of the real answer: whoever asks can tell that nothing here comes from a GPU.
			emulator: "darkroom",
		},
		devices: [
			{
				...(host.device === "mps" ? MPS : CUDA),
				vram_total: vramBytes,
				vram_free: Math.max(0, free),
				torch_vram_total: vramBytes - Math.max(0, free),
				torch_vram_free: 0,
			},
		],
	};
}

/** Where models of a kind are looked for. */
export function modelFolders({ files }: RouteHost, name: string): string[] {
	const below = (alias: string) => (alias.startsWith("output/") ? alias : `models/${alias}`);
	return (ALIASES[name] ?? [name]).map((alias) => path.join(files.root, below(alias)));
}

/** What the server is and has. */
export function infoRoutes(router: Router, host: RouteHost): void {
	const { version } = host.traits;
	const folders = FOLDERS[version];

	for (const page of ["/", "/index.html"])
		router.add("GET", page, () => ({
			status: 200,
			type: "text/html",
			body: "<!doctype html><title>ComfyUI emulator</title><p>This is an emulator of ComfyUI's server, without a web page.",
		}));
	router.add("GET", "/ws", (call) =>
		text(
			`No WebSocket UPGRADE hdr: ${call.headers.upgrade ?? "None"}\n Can "Upgrade" only to "WebSocket".`,
			400,
		),
	);
	router.add("GET", "/object_info", () => {
		const classes = host.classNames().map((name) => [name, host.classInfo(name)] as const);
		return json(new Map(classes));
	});
	router.add("GET", "/object_info/{name}", (call) => {
		const name = call.params.name ?? "";
		const info = host.classInfo(name);
		return json(info ? { [name]: info } : {});
	});
	router.add("GET", "/system_stats", () => json(systemStats(host)));
	router.add("GET", "/features", () => json(featureFlags(host.traits)));
	router.add("GET", "/extensions", () => json([]));
	router.add("GET", "/embeddings", () =>
		json(host.files.models("embeddings").map((name) => path.parse(name).name)),
	);
	router.add("GET", "/models", () => json(folders));
	router.add("GET", "/models/{folder}", (call) => {
		const folder = call.params.folder ?? "";
		return folders.includes(folder) ? json(host.files.models(folder)) : empty(404);
	});
	router.add("GET", "/view_metadata/{folder}", (call) => {
		const known = host.files.models(call.params.folder ?? "").includes(call.query.get("filename") ?? "");
		return known ? json({}) : empty(404);
	});
	router.add("GET", "/experiment/models", () => {
		const listed = folders.filter((name) => name !== "configs" && name !== "custom_nodes");
		const place = (name: string): string[] => modelFolders(host, name);
		if (version === "0.3.64") return json(listed.map((name) => ({ name, folders: place(name) })));
		return json(
			listed.map((name) => ({
				name,
				folders: place(name),
				extensions: OTHER_EXTENSIONS[name] ?? EXTENSIONS,
			})),
		);
	});
	router.add("GET", "/experiment/models/{folder}", (call) => {
		const folder = call.params.folder ?? "";
		if (!folders.includes(folder)) return empty(404);
		return json(host.files.models(folder).map((name) => ({ name, pathIndex: 0 })));
	});
	router.add("GET", "/workflow_templates", () => json({}));
	if (host.traits.jobs) {
		router.add("GET", "/node_replacements", () => json({}));
		router.add("GET", "/global_subgraphs", () => json({}));
		// Started without assets, as features say.
		router.add("GET", "/assets", () =>
			json({ error: { code: "SERVICE_DISABLED", message: "Assets are disabled", details: {} } }, 503),
		);
	}
	router.add("GET", "/i18n", () => json({}));
	router.add("GET", "/favicon.ico", () => text("404: Not Found", 404));
}

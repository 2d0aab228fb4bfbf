import { samplers, schedulers } from "../../definition/parameters.ts";

/** What inputs are called that people want to turn, and how such a parameter is described. */

export interface Role {
	/** Name of the parameter. */
	name: string;
	type: "integer" | "number" | "choice" | "boolean";
	/** Places that hold the same value become one parameter: two passes have the same steps. */
	shared: boolean;
	/** Where in the list of parameters. */
	rank: number;
	/** Where no object_info says so. */
	range?: { min: number; max: number };
	/**
	 * As much as a request may sensibly ask for, whatever ComfyUI itself would take: its own limits are there to be
	 * safe for its author, not for who pays for a GPU. Today's value is always within.
	 */
	most?: number;
	/** As little as makes sense, and in which steps where nothing says so. */
	least?: number;
	step?: number;
	choices?: readonly string[];
	/** Begins the description. */
	about: string;
}

/** Places in the list of parameters, of those that are not in the table. */
export const ranks = {
	prompt: 0,
	tags: 0,
	lyrics: 1,
	negative: 1,
	text: 2,
	file: 3,
	titled: 40,
	seed: 50,
	model: 80,
	lora: 90,
} as const;

const pixels = { min: 16, max: 16_384 };
const strength = { min: -10, max: 10 };

const width: Role = {
	name: "width",
	type: "integer",
	shared: true,
	rank: 10,
	range: pixels,
	most: 4096,
	about: "Width in pixels",
};
const height: Role = { ...width, name: "height", rank: 11, about: "Height in pixels" };
const length: Role = {
	...width,
	name: "length",
	rank: 12,
	range: { min: 1, max: 16_384 },
	most: 1000,
	about: "Length in frames",
};
const fps: Role = {
	name: "fps",
	type: "number",
	shared: true,
	rank: 13,
	range: { min: 1, max: 120 },
	about: "Frames per second",
};
const cfg: Role = {
	name: "cfg",
	type: "number",
	shared: true,
	rank: 52,
	range: { min: 0, max: 100 },
	most: 30,
	about: "How closely the prompt is followed; at 1 the negative prompt does not count",
};

const steps: Role = {
	name: "steps",
	type: "integer",
	shared: true,
	rank: 51,
	range: { min: 1, max: 10_000 },
	most: 100,
	about: "Sampling steps; time grows with them",
};
const guidance: Role = {
	name: "guidance",
	type: "number",
	shared: true,
	rank: 53,
	range: { min: 0, max: 100 },
	about: "Guidance of the model: how closely the prompt is followed",
};
const duration: Role = {
	name: "duration",
	type: "integer",
	shared: true,
	rank: 17,
	range: { min: 1, max: 600 },
	most: 600,
	about: "Length in seconds",
};
const angle = { type: "number", shared: true, rank: 24, range: { min: -360, max: 360 } } as const;
const choice = { type: "choice", shared: true } as const;

/** By the name of the input. */
export const roles: Readonly<Record<string, Role>> = {
	width,
	height,
	length,
	num_frames: length,
	frames: length,
	frame_count: length,
	frames_number: length,
	video_frames: length,
	video_length: length,
	fps,
	frame_rate: fps,
	batch_size: {
		name: "batch_size",
		type: "integer",
		shared: true,
		rank: 14,
		range: { min: 1, max: 64 },
		most: 16,
		about: "How many are made at once",
	},
	aspect_ratio: {
		name: "aspect_ratio",
		type: "choice",
		shared: true,
		rank: 15,
		about: "Shape of the picture",
	},
	ratio: { ...choice, name: "aspect_ratio", rank: 15, about: "Shape of the picture" },
	size: { ...choice, name: "size", rank: 16, about: "Size of the picture" },
	resolution: { name: "resolution", type: "choice", shared: true, rank: 16, about: "Size of the picture" },
	duration,
	duration_seconds: duration,
	video_duration: duration,
	audio_duration: duration,
	max_duration: duration,
	seconds: duration,
	seconds_total: duration,
	bpm: {
		name: "bpm",
		type: "integer",
		shared: true,
		rank: 19,
		range: { min: 30, max: 300 },
		about: "Tempo in beats per minute",
	},
	timesignature: { ...choice, name: "time_signature", rank: 20, about: "Beats in a bar" },
	keyscale: { ...choice, name: "key", rank: 21, about: "Key of the music" },
	language: { ...choice, name: "language", rank: 22, about: "Language that is sung or spoken" },
	generate_audio: {
		name: "sound",
		type: "boolean",
		shared: true,
		rank: 23,
		about: "Whether sound is made for the film",
	},
	angle: { ...angle, name: "angle", about: "Angle in degrees" },
	horizontal_angle: {
		...angle,
		name: "horizontal_angle",
		about: "Angle of the camera around the subject, in degrees",
	},
	vertical_angle: {
		...angle,
		name: "vertical_angle",
		about: "Angle of the camera above the subject, in degrees",
	},
	azimuth: { ...angle, name: "azimuth", about: "Angle of the camera around the subject, in degrees" },
	elevation: {
		...angle,
		name: "elevation",
		range: { min: -90, max: 90 },
		about: "Angle of the camera above the subject, in degrees",
	},
	yaw: { ...angle, name: "yaw", about: "Turn to the side, in degrees" },
	pitch: { ...angle, name: "pitch", range: { min: -90, max: 90 }, about: "Tilt up or down, in degrees" },
	roll: { ...angle, name: "roll", about: "Tilt to one side, in degrees" },
	rotation: { ...choice, name: "rotation", rank: 24, about: "By how much it is turned" },
	upscale_by: {
		name: "scale",
		type: "number",
		shared: false,
		rank: 18,
		range: { min: 0.05, max: 8 },
		about: "By how much it is enlarged",
	},
	scale_by: {
		name: "scale",
		type: "number",
		shared: false,
		rank: 18,
		range: { min: 0.05, max: 8 },
		about: "By how much it is enlarged",
	},
	steps,
	num_inference_steps: steps,
	cfg,
	cfg_scale: cfg,
	guidance,
	guidance_scale: guidance,
	sampler_name: {
		name: "sampler",
		type: "choice",
		shared: true,
		rank: 54,
		choices: samplers,
		about: "Sampling method, as ComfyUI names it",
	},
	scheduler: {
		name: "scheduler",
		type: "choice",
		shared: true,
		rank: 55,
		choices: schedulers,
		about: "Noise schedule, as ComfyUI names it",
	},
	denoise: {
		name: "denoise",
		type: "number",
		shared: false,
		rank: 56,
		range: { min: 0, max: 1 },
		about: "How much is made anew: 1 everything, less keeps more of what was there",
	},
	shift: {
		name: "shift",
		type: "number",
		shared: true,
		rank: 57,
		range: { min: 0, max: 100 },
		about: "Shift of the noise schedule",
	},
	strength: {
		name: "strength",
		type: "number",
		shared: false,
		rank: 60,
		range: strength,
		least: -10,
		most: 10,
		about: "Strength",
	},
	weight: {
		name: "weight",
		type: "number",
		shared: false,
		rank: 61,
		range: strength,
		least: -10,
		most: 10,
		about: "Weight",
	},
};

/** Folders whose files a client may choose, and what that parameter is called. */
export const chosenModels: Readonly<Record<string, { name: string; about: string }>> = {
	checkpoints: { name: "checkpoint", about: "Checkpoint, as the workers list it" },
	diffusion_models: { name: "model", about: "Diffusion model, as the workers list it" },
	controlnet: { name: "controlnet", about: "ControlNet, as the workers list it" },
	loras: { name: "lora", about: "LoRA, as the workers list it" },
};

import { describe, expect, test } from "vitest";
import { executionFailure, invalidNodes, nodeErrorsOf, refusedPrompt, withoutPaths } from "./errors.ts";

const nodeErrors = (type: string, details: string, extra_info: object = {}) => ({
	"7": {
		errors: [{ type, message: "Bad", details, extra_info }],
		dependent_outputs: ["9"],
		class_type: "Thing",
	},
});

describe("a refused prompt", () => {
	test.each([
		[
			{
				error: {
					type: "missing_node_type",
					message: "Node 'X' not found",
					details: "",
					extra_info: { node_id: "1", class_type: "X" },
				},
			},
			{ code: "missing_node", node_id: "1", class_type: "X" },
		],
		[
			{
				error: {
					type: "invalid_prompt",
					message: "Cannot execute because node X does not exist.",
					details: "",
					extra_info: {},
				},
			},
			{ code: "missing_node", node_id: null },
		],
		[
			{ error: { type: "prompt_no_outputs", message: "Prompt has no outputs", details: "" } },
			{ code: "node_validation" },
		],
		[{ error: "old servers say a string" }, { code: "node_validation", message: "old servers say a string" }],
		[
			{
				error: {},
				node_errors: nodeErrors("value_not_in_list", "ckpt_name: 'x.safetensors' not in []", {
					received_value: "x.safetensors",
				}),
			},
			{ code: "missing_model", node_id: "7", class_type: "Thing" },
		],
		[
			{
				error: {},
				node_errors: nodeErrors("value_not_in_list", "mode: 'x' not in [..]", { received_value: "x" }),
			},
			{ code: "node_validation", node_id: "7" },
		],
		[
			{ error: {}, node_errors: nodeErrors("custom_validation_failed", "image - Invalid image file: x.png") },
			{ code: "missing_asset", node_id: "7" },
		],
		[{ error: {}, node_errors: nodeErrors("required_input_missing", "image") }, { code: "node_validation" }],
		["not even an object", { code: "node_validation" }],
		[null, { code: "node_validation" }],
	])("%j becomes %j", (body, expected) => {
		expect(refusedPrompt(body)).toMatchObject(expected);
	});

	test("is named after the reason that explains the others, and lists all nodes", () => {
		const failure = invalidNodes(
			nodeErrorsOf({
				node_errors: {
					...nodeErrors("required_input_missing", "image"),
					"8": {
						errors: [
							{
								type: "value_not_in_list",
								message: "",
								details: "",
								extra_info: { received_value: "m.gguf" },
							},
						],
					},
				},
			}),
		);
		expect(failure).toMatchObject({ code: "missing_model", node_id: "8" });
		expect(failure.message).toContain("node 7 (Thing)");
	});
});

describe("an exception of a node", () => {
	test.each([
		["torch.OutOfMemoryError", "Allocation on device", "out_of_memory"],
		["torch.cuda.OutOfMemoryError", "", "out_of_memory"],
		["RuntimeError", "CUDA out of memory. Tried to allocate", "out_of_memory"],
		["numpy.core._exceptions._ArrayMemoryError", "Unable to allocate", "out_of_memory"],
		["PIL.UnidentifiedImageError", "cannot identify image file", "unsupported_image"],
		["ValueError", "probe says no", "node_error"],
		["RuntimeError", "CUDA error: an illegal memory access was encountered", "comfyui_crashed"],
		["torch.AcceleratorError", "CUDA error: unspecified launch failure", "comfyui_crashed"],
		[
			"RuntimeError",
			"CUDA error: CUBLAS_STATUS_EXECUTION_FAILED when calling `cublasGemmEx(handle, opa, opb, m, n, k)`",
			"comfyui_crashed",
		],
		[
			"RuntimeError",
			"CUDA error: CUBLAS_STATUS_NOT_INITIALIZED when calling `cublasCreate`",
			"comfyui_crashed",
		],
		["RuntimeError", "cuDNN error: CUDNN_STATUS_EXECUTION_FAILED", "comfyui_crashed"],
		["RuntimeError", "cuDNN error: CUDNN_STATUS_EXECUTION_FAILED_CUDART", "comfyui_crashed"],
		["RuntimeError", "cuDNN error: CUDNN_STATUS_INTERNAL_ERROR", "comfyui_crashed"],
		["RuntimeError", "CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling `cublasCreate`", "out_of_memory"],
		[
			"torch.AcceleratorError",
			"CUDA error: no kernel image is available for execution on the device",
			"machine_unfit",
		],
		["RuntimeError", "Found no NVIDIA driver on your system.", "machine_unfit"],
		["OSError", "[Errno 28] No space left on device: '/srv/comfy/output/x.png'", "machine_unfit"],
		[
			"safetensors_rust.SafetensorError",
			"Error while serializing: IoError(Os { code: 28, message: No space left on device })",
			"machine_unfit",
		],
		["OSError", "[Errno 30] Read-only file system: 'x.png'", "machine_unfit"],
		// What a graph has written itself.
		["ValueError", "prompt says: disk full", "node_error"],
	])("%s: %s is %s", (exception_type, exception_message, code) => {
		const { failure, poisoned } = executionFailure({
			exception_type,
			exception_message,
			node_id: "2",
			node_type: "N",
		});
		expect(failure).toMatchObject({ code, node_id: "2", class_type: "N" });
		expect(poisoned).toBe(code === "comfyui_crashed");
	});

	test.each([
		["av.error.InvalidDataError", "[Errno 1094995529] Invalid data found when processing input: 'a.png'"],
		["av.error.ExternalError", "[png] inflate returned error -3"],
		["OSError", "Truncated File Read"],
		["OSError", "image file is truncated (3 bytes not processed)"],
		["OSError", "could not create decoder object"],
		["SyntaxError", "broken PNG file (chunk b'IDAT')"],
	])("%s: %s is a damaged picture where a picture is loaded, and only there", (exception_type, text) => {
		const code = (node_type: string) =>
			executionFailure({ exception_type, exception_message: text, node_id: "2", node_type }).failure.code;
		expect(["LoadImage", "LoadImageMask", "LoadVideo"].map(code)).toEqual([
			"unsupported_image",
			"unsupported_image",
			"node_error",
		]);
	});

	test("is told without the paths of this machine", () => {
		expect(withoutPaths("No such file: '/opt/comfyui/models/x.safetensors' (see https://a.b/c/d)")).toBe(
			"No such file: 'x.safetensors' (see https://a.b/c/d)",
		);
		expect(withoutPaths("C:\\comfy\\models\\x.pt is broken")).toBe("x.pt is broken");
	});

	test.each([
		[
			"Saving image outside the output folder is not allowed.\n full_output_folder: /scratch\n         output_dir: /srv/comfy/output\n         commonpath: /",
			"Saving image outside the output folder is not allowed.\n full_output_folder: scratch\n         output_dir: output\n         commonpath: /",
		],
		["[Errno 13] Permission denied: '/workspace'", "[Errno 13] Permission denied: 'workspace'"],
		['no folder "/data" (dir=/data)', 'no folder "data" (dir=data)'],
		["C:\\comfy is read-only", "comfy is read-only"],
		// No paths.
		["ComfyUI answered POST /prompt with 500: oops", "ComfyUI answered POST /prompt with 500: oops"],
		["see https://a.b/c, 1/2 or and/or", "see https://a.b/c, 1/2 or and/or"],
	])("is told without paths of one segment: %j", (text, told) => {
		expect(withoutPaths(text)).toBe(told);
	});

	test("is cut to what a failure may hold", () => {
		const { failure } = executionFailure({ exception_type: "E", exception_message: "x".repeat(10_000) });
		expect(failure.message.length).toBe(4000);
	});
});

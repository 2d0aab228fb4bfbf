import { createConfig, lintFromString } from "@redocly/openapi-core";
import spectralCore from "@stoplight/spectral-core";
import rulesets from "@stoplight/spectral-rulesets";
import type { Json } from "../../edge/deploy/openapi-document.ts";

/** What a linter has to say: its rule, the place, and why. */
export interface Complaint {
	severity: string;
	rule: string;
	at: string;
	message: string;
}

/** Comfy API v2 has it so beside `/assets/by-hash/{hash}`; ids and hashes have nothing in common here. */
const ASKED_FOR = "~1api~1v2~1assets~1{id}~1content";

/** Redocly's recommended rules. */
export async function lintWithRedocly(document: Json): Promise<Complaint[]> {
	const config = await createConfig({ extends: ["recommended"] });
	const problems = await lintFromString({
		source: JSON.stringify(document),
		absoluteRef: "/openapi.json",
		config,
	});
	const complaints = problems.map(({ severity, ruleId, message, location }) => ({
		severity,
		rule: ruleId,
		at: String(location[0]?.pointer ?? ""),
		message,
	}));
	return complaints.filter(({ rule, at }) => rule !== "no-ambiguous-paths" || !at.includes(ASKED_FOR));
}

const SEVERITIES = ["error", "warning", "information", "hint"];

/** Spectral's recommended rules for OpenAPI. */
export async function lintWithSpectral(document: Json): Promise<Complaint[]> {
	const spectral = new spectralCore.Spectral();
	spectral.setRuleset({ extends: [[rulesets.oas as never, "recommended"]] });
	const results = await spectral.run(JSON.stringify(document));
	return results.map(({ severity, code, path, message }) => ({
		severity: SEVERITIES[severity] ?? String(severity),
		rule: String(code),
		at: `#/${path.join("/")}`,
		message,
	}));
}

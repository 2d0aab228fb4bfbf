import { createConfig, lintFromString } from "@redocly/openapi-core";
import spectralCore from "@stoplight/spectral-core";
import rulesets from "@stoplight/spectral-rulesets";
import type { Json } from "./document.ts";

/** What a linter has to say: its rule, the place, and why. */
export interface Complaint {
	severity: string;
	rule: string;
	at: string;
	message: string;
}

/** Redocly's recommended rules. */
export async function lintWithRedocly(document: Json): Promise<Complaint[]> {
	const config = await createConfig({ extends: ["recommended"] });
	const problems = await lintFromString({
		source: JSON.stringify(document),
		absoluteRef: "/openapi.json",
		config,
	});
	return problems.map(({ severity, ruleId, message, location }) => ({
		severity,
		rule: ruleId,
		at: String(location[0]?.pointer ?? ""),
		message,
	}));
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

import * as z from "zod";
import { type ActionState, OPERATOR_ACTIONS } from "./operator.ts";

/** What an account changes of itself and is told in its audit log. */
const OWN_ACTIONS = [
	"api_key.create",
	"api_key.revoke",
	"budget.change",
	"oidc_issuer.create",
	"oidc_issuer.change",
	"oidc_issuer.delete",
	"webhook.create",
	"webhook.change",
	"webhook.rotate_secret",
	"webhook.delete",
	"job.delete",
	"asset.delete",
	"workflow.retire",
	"workflow.delete",
	"pipeline.retire",
	"pipeline.delete",
	"character.delete",
	"character_references.delete",
	"dataset.delete",
	"dataset_version.delete",
	"dataset_item.delete",
	"lora.delete",
	"lora_version.delete",
	"checkpoint.promote",
	"project.delete",
] as const;
export const AUDIT_ACTIONS = [...new Set([...OWN_ACTIONS, ...OPERATOR_ACTIONS])] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];
export type AuditState = ActionState;

const stateSchema = z.record(z.string(), z.unknown()).nullable();

export const auditEntrySchema = z
	.object({
		id: z.string().describe("Id of the entry, `aud_…`"),
		at: z.iso.datetime().describe("When it was done"),
		action: z.enum(AUDIT_ACTIONS).describe("What was done"),
		target: z.string().describe("Id of what it was done to, which may be gone by now"),
		by: z
			.object({
				kind: z
					.enum(["key", "identity", "operator"])
					.describe(
						"A key, or what was made with one; a user of an identity provider; an operator of the deployment",
					),
				key: z
					.string()
					.nullable()
					.describe("Id of the key, the session, or the OIDC issuer; null: an operator"),
				subject: z
					.string()
					.nullable()
					.describe("Of an identity provider: whose token it was (`sub`); null: none"),
			})
			.describe("Who did it"),
		address: z
			.string()
			.nullable()
			.describe("Network address that was asked from; null: not known, or an operator's"),
		before: stateSchema.describe("What it had before, without secrets; null where it was not there"),
		after: stateSchema.describe("What it has since, without secrets; null where it is gone"),
	})
	.meta({ id: "AuditEntry", description: "One change of an account: who, when, from where, and what" });
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export * from "../errors.ts";
export type { ClientOptions, RequestOptions } from "../transport.ts";
export { verifyWebhook, WebhookVerificationError } from "../verify-webhook.ts";
export * from "./darkroom.ts";
export type { components, operations, paths } from "./generated/api.ts";
export type { Answer, Body, Item, Query } from "./resource.ts";

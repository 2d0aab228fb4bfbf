/** What the object of a webhook is asked over RPC; `WebhookObject` says what each does. */
export interface WebhookRpc extends Rpc.DurableObjectBranded {
	wake(endpoint: string): Promise<void>;
	erase(): Promise<void>;
}

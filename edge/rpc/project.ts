/** What the object of a project is asked over RPC; `ProjectObject` says what each does. */
export interface ProjectRpc extends Rpc.DurableObjectBranded {
	look(project: string, pictures: string[]): Promise<void>;
	tick(tick: string): Promise<boolean>;
	dismiss(keys: string[]): Promise<void>;
	erase(): Promise<void>;
}

/** Who a registration of a test says that it is: a worker without trainers. */
export const identity = {
	WORKER_NAME: "held",
	MACHINE_NAME: "held",
	SD_SCRIPTS_DIR: null,
	AI_TOOLKIT_DIR: null,
	TRAINER_COMMAND: null,
};

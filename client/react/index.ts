export { type JobState, UNHEARD, withFrame } from "./job-state.ts";
export { useJob } from "./use-job.ts";
export { type Jobs, useJobs } from "./use-jobs.ts";
export { type Upload, useUpload } from "./use-upload.ts";

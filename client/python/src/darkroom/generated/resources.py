"""Every route as a method of its resource. Made of the API's own description; not to be changed by hand."""

from __future__ import annotations

from typing import Any, Dict, Iterator, List, Literal, Optional, Union

from ..body import Form
from ..connection import Response
from ..resource import Asked, Resource, Upload, every_page, place
from ..transport import RequestOptions, Transport
from . import models


class Jobs(Resource):
    """Routes of `jobs`."""

    def create(self, body: models.JobRequest, *, options: Optional[RequestOptions] = None) -> models.Job:
        """Submit a job. `POST /v1/jobs`"""
        answer: models.Job = self._json("POST", "/v1/jobs", Asked(json=body, keyed=True, options=options))
        return answer

    def list(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, status: Optional[Literal["queued", "running", "succeeded", "canceling", "canceled", "failed", "expired"]] = None, workflow: Optional[str] = None, pipeline: Optional[str] = None, character: Optional[str] = None, metadata: Optional[Dict[str, str]] = None, created_after: Optional[str] = None, created_before: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.JobPage:
        """List jobs, newest first. `GET /v1/jobs`"""
        answer: models.JobPage = self._json("GET", "/v1/jobs", Asked(query={"limit": limit, "cursor": cursor, "status": status, "workflow": workflow, "pipeline": pipeline, "character": character, "metadata": metadata, "created_after": created_after, "created_before": created_before}, options=options))
        return answer

    def all(self, *, limit: Optional[int] = None, status: Optional[Literal["queued", "running", "succeeded", "canceling", "canceled", "failed", "expired"]] = None, workflow: Optional[str] = None, pipeline: Optional[str] = None, character: Optional[str] = None, metadata: Optional[Dict[str, str]] = None, created_after: Optional[str] = None, created_before: Optional[str] = None, options: Optional[RequestOptions] = None) -> Iterator[models.JobSummary]:
        """All of it, page by page: see `list`."""
        return every_page(lambda cursor: self.list(limit=limit, status=status, workflow=workflow, pipeline=pipeline, character=character, metadata=metadata, created_after=created_after, created_before=created_before, cursor=cursor, options=options))

    def get(self, id: str | int, *, wait: Optional[int] = None, since_version: Optional[int] = None, options: Optional[RequestOptions] = None) -> models.Job:
        """Get a job. `GET /v1/jobs/{id}`"""
        answer: models.Job = self._json("GET", f"/v1/jobs/{place(id)}", Asked(query={"wait": wait, "since_version": since_version}, options=options))
        return answer

    def change(self, id: str | int, body: models.JobChange, *, options: Optional[RequestOptions] = None) -> models.Job:
        """Change what a job may cost. `PATCH /v1/jobs/{id}`"""
        answer: models.Job = self._json("PATCH", f"/v1/jobs/{place(id)}", Asked(json=body, options=options))
        return answer

    def delete(self, id: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Delete an ended job with its events, attempts and outputs. `DELETE /v1/jobs/{id}`"""
        self._nothing("DELETE", f"/v1/jobs/{place(id)}", Asked(options=options))

    def cancel(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.Job:
        """Cancel a job; asking again changes nothing. `POST /v1/jobs/{id}/cancel`"""
        answer: models.Job = self._json("POST", f"/v1/jobs/{place(id)}/cancel", Asked(options=options))
        return answer

    def retry(self, id: str | int, *, from_stage: Optional[str] = None, new_seed: Optional[Literal["true", "false"]] = None, budget_micro_usd: Optional[int] = None, options: Optional[RequestOptions] = None) -> models.Job:
        """Submit an ended job again, as a new job with the same parameters and seeds. `POST /v1/jobs/{id}/retry`"""
        answer: models.Job = self._json("POST", f"/v1/jobs/{place(id)}/retry", Asked(query={"from_stage": from_stage, "new_seed": new_seed, "budget_micro_usd": budget_micro_usd}, keyed=True, options=options))
        return answer

    def get_workflow(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.Sidecar:
        """The sidecar: graphs as they ran, seeds, models, inputs. `GET /v1/jobs/{id}/workflow`"""
        answer: models.Sidecar = self._json("GET", f"/v1/jobs/{place(id)}/workflow", Asked(options=options))
        return answer

    def list_attempts(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.ListJobAttemptsAnswer:
        """Every attempt of every task. `GET /v1/jobs/{id}/attempts`"""
        answer: models.ListJobAttemptsAnswer = self._json("GET", f"/v1/jobs/{place(id)}/attempts", Asked(options=options))
        return answer

    def decide_stage(self, id: str | int, key: str | int, body: models.DecisionRequest, *, options: Optional[RequestOptions] = None) -> models.Job:
        """Decide about a stage that waits for a person. `POST /v1/jobs/{id}/stages/{key}/decide`"""
        answer: models.Job = self._json("POST", f"/v1/jobs/{place(id)}/stages/{place(key)}/decide", Asked(json=body, options=options))
        return answer

    def create_ticket(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.Ticket:
        """A ticket for one socket of one job, good once and for 60 seconds. `POST /v1/jobs/{id}/tickets`"""
        answer: models.Ticket = self._json("POST", f"/v1/jobs/{place(id)}/tickets", Asked(options=options))
        return answer

    def stream_events(self, id: str | int, *, after: Optional[int] = None, previews: Optional[Literal["0", "1"]] = None, ticket: Optional[str] = None, options: Optional[RequestOptions] = None) -> Response:
        """A job's events as Server-Sent Events. `GET /v1/jobs/{id}/events`"""
        return self._open("GET", f"/v1/jobs/{place(id)}/events", Asked(query={"after": after, "previews": previews, "ticket": ticket}, options=options))

    def import_(self, body: models.ImportRequest, *, options: Optional[RequestOptions] = None) -> models.Job:
        """Keep what a ComfyUI made elsewhere as a job that has ended. `POST /v1/imports`"""
        answer: models.Job = self._json("POST", "/v1/imports", Asked(json=body, options=options))
        return answer

    def create_events_url(self, id: str | int, body: Optional[models.SignedUrlRequest] = None, *, options: Optional[RequestOptions] = None) -> models.SignedUrl:
        """A signed URL of a job's events, for EventSource. `POST /v1/jobs/{id}/events/url`"""
        answer: models.SignedUrl = self._json("POST", f"/v1/jobs/{place(id)}/events/url", Asked(json=body, options=options))
        return answer

    def create_account_ticket(self, *, options: Optional[RequestOptions] = None) -> models.Ticket:
        """A ticket for one socket of the account's feed, good once and for 60 seconds. `POST /v1/account/tickets`"""
        answer: models.Ticket = self._json("POST", "/v1/account/tickets", Asked(options=options))
        return answer

    def create_account_events_url(self, body: Optional[models.SignedUrlRequest] = None, *, options: Optional[RequestOptions] = None) -> models.SignedUrl:
        """A signed URL of the account's feed, for EventSource. `POST /v1/account/events/url`"""
        answer: models.SignedUrl = self._json("POST", "/v1/account/events/url", Asked(json=body, options=options))
        return answer

    def stream_account_events(self, *, after: Optional[int] = None, ticket: Optional[str] = None, options: Optional[RequestOptions] = None) -> Response:
        """What all jobs of the account do, as Server-Sent Events. `GET /v1/account/events`"""
        return self._open("GET", "/v1/account/events", Asked(query={"after": after, "ticket": ticket}, options=options))


class Pipelines(Resource):
    """Routes of `pipelines`."""

    def list(self, *, owner: Optional[Literal["library", "account"]] = None, include_retired: Optional[Literal["true", "false"]] = None, limit: Optional[int] = None, cursor: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.PipelinePage:
        """The pipelines that come with Darkroom, then the account's own, with the JSON Schemas of their parameters. `GET /v1/pipelines`"""
        answer: models.PipelinePage = self._json("GET", "/v1/pipelines", Asked(query={"owner": owner, "include_retired": include_retired, "limit": limit, "cursor": cursor}, options=options))
        return answer

    def all(self, *, owner: Optional[Literal["library", "account"]] = None, include_retired: Optional[Literal["true", "false"]] = None, limit: Optional[int] = None, options: Optional[RequestOptions] = None) -> Iterator[models.PipelineSummary]:
        """All of it, page by page: see `list`."""
        return every_page(lambda cursor: self.list(owner=owner, include_retired=include_retired, limit=limit, cursor=cursor, options=options))

    def create(self, body: models.PipelineRequest, *, options: Optional[RequestOptions] = None) -> models.CreatedPipeline:
        """Make a pipeline of the account's own. `POST /v1/pipelines`"""
        answer: models.CreatedPipeline = self._json("POST", "/v1/pipelines", Asked(json=body, keyed=True, options=options))
        return answer

    def get(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.Pipeline:
        """A pipeline, by `id` or `id@version`. `GET /v1/pipelines/{id}`"""
        answer: models.Pipeline = self._json("GET", f"/v1/pipelines/{place(id)}", Asked(options=options))
        return answer

    def delete(self, id: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Delete an own pipeline with all its versions; their numbers are not given again. `DELETE /v1/pipelines/{id}`"""
        self._nothing("DELETE", f"/v1/pipelines/{place(id)}", Asked(options=options))

    def list_versions(self, id: str | int, *, limit: Optional[int] = None, cursor: Optional[int] = None, options: Optional[RequestOptions] = None) -> models.PipelineVersionPage:
        """All versions of a pipeline, newest first. `GET /v1/pipelines/{id}/versions`"""
        answer: models.PipelineVersionPage = self._json("GET", f"/v1/pipelines/{place(id)}/versions", Asked(query={"limit": limit, "cursor": cursor}, options=options))
        return answer

    def all_versions(self, id: str | int, *, limit: Optional[int] = None, options: Optional[RequestOptions] = None) -> Iterator[models.PipelineVersion]:
        """All of it, page by page: see `list_versions`."""
        return every_page(lambda cursor: self.list_versions(id, limit=limit, cursor=cursor, options=options))

    def create_version(self, id: str | int, body: models.PipelineVersionRequest, *, options: Optional[RequestOptions] = None) -> models.CreatedPipeline:
        """Make the next version of an own pipeline; jobs of earlier versions keep those. `POST /v1/pipelines/{id}/versions`"""
        answer: models.CreatedPipeline = self._json("POST", f"/v1/pipelines/{place(id)}/versions", Asked(json=body, keyed=True, options=options))
        return answer

    def get_document(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.StoredPipelineDocument:
        """The document of an own pipeline, as it was stored. `GET /v1/pipelines/{id}/document`"""
        answer: models.StoredPipelineDocument = self._json("GET", f"/v1/pipelines/{place(id)}/document", Asked(options=options))
        return answer

    def estimate(self, id: str | int, body: models.EstimateRequest, *, options: Optional[RequestOptions] = None) -> models.PipelineEstimateReply:
        """What a job with these parameters would roughly take, stage by stage: time and price. `POST /v1/pipelines/{id}/estimate`"""
        answer: models.PipelineEstimateReply = self._json("POST", f"/v1/pipelines/{place(id)}/estimate", Asked(json=body, options=options))
        return answer

    def retire(self, id: str | int, body: Optional[models.WorkflowRetirement] = None, *, options: Optional[RequestOptions] = None) -> models.RetiredPipelineVersions:
        """Take one version of an own pipeline, or all, from new jobs; asking again changes nothing. `POST /v1/pipelines/{id}/retire`"""
        answer: models.RetiredPipelineVersions = self._json("POST", f"/v1/pipelines/{place(id)}/retire", Asked(json=body, options=options))
        return answer


class Characters(Resource):
    """Routes of `characters`."""

    def create(self, body: models.CharacterRequest, *, options: Optional[RequestOptions] = None) -> models.Character:
        """Make a character. `POST /v1/characters`"""
        answer: models.Character = self._json("POST", "/v1/characters", Asked(json=body, keyed=True, options=options))
        return answer

    def list(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, created_after: Optional[str] = None, created_before: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.CharacterPage:
        """List characters, newest first. `GET /v1/characters`"""
        answer: models.CharacterPage = self._json("GET", "/v1/characters", Asked(query={"limit": limit, "cursor": cursor, "created_after": created_after, "created_before": created_before}, options=options))
        return answer

    def all(self, *, limit: Optional[int] = None, created_after: Optional[str] = None, created_before: Optional[str] = None, options: Optional[RequestOptions] = None) -> Iterator[models.Character]:
        """All of it, page by page: see `list`."""
        return every_page(lambda cursor: self.list(limit=limit, created_after=created_after, created_before=created_before, cursor=cursor, options=options))

    def get(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.Character:
        """A character. `GET /v1/characters/{id}`"""
        answer: models.Character = self._json("GET", f"/v1/characters/{place(id)}", Asked(options=options))
        return answer

    def change(self, id: str | int, body: models.CharacterChange, *, options: Optional[RequestOptions] = None) -> models.Character:
        """Change a character. `PATCH /v1/characters/{id}`"""
        answer: models.Character = self._json("PATCH", f"/v1/characters/{place(id)}", Asked(json=body, options=options))
        return answer

    def delete(self, id: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Delete a character with its references. `DELETE /v1/characters/{id}`"""
        self._nothing("DELETE", f"/v1/characters/{place(id)}", Asked(options=options))

    def make_reference_dataset(self, id: str | int, body: models.ReferenceDatasetRequest, *, options: Optional[RequestOptions] = None) -> models.ReferenceDataset:
        """Make the references of a character, or make them anew. `POST /v1/characters/{id}/reference-dataset`"""
        answer: models.ReferenceDataset = self._json("POST", f"/v1/characters/{place(id)}/reference-dataset", Asked(json=body, keyed=True, options=options))
        return answer

    def get_reference_dataset(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.ReferenceDataset:
        """The references of a character, and the job that makes the next. `GET /v1/characters/{id}/reference-dataset`"""
        answer: models.ReferenceDataset = self._json("GET", f"/v1/characters/{place(id)}/reference-dataset", Asked(options=options))
        return answer

    def delete_reference_dataset(self, id: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Delete the references of a character. `DELETE /v1/characters/{id}/reference-dataset`"""
        self._nothing("DELETE", f"/v1/characters/{place(id)}/reference-dataset", Asked(options=options))

    def start_dataset(self, body: models.CharacterDatasetRequest, *, options: Optional[RequestOptions] = None) -> models.CharacterDatasetStarted:
        """Make the references of a character, in other words. `POST /api/v1/image-generation/character-dataset`"""
        answer: models.CharacterDatasetStarted = self._json("POST", "/api/v1/image-generation/character-dataset", Asked(json=body, options=options))
        return answer

    def get_images(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.CharacterImages:
        """The references of a character, in other words. `GET /api/v1/image-generation/characters/{id}/reference-dataset`"""
        answer: models.CharacterImages = self._json("GET", f"/api/v1/image-generation/characters/{place(id)}/reference-dataset", Asked(options=options))
        return answer

    def get_generation_job(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.GenerationJob:
        """How a job that makes references stands, in other words. `GET /api/v1/image-generation/job/{id}`"""
        answer: models.GenerationJob = self._json("GET", f"/api/v1/image-generation/job/{place(id)}", Asked(options=options))
        return answer


class Pages(Resource):
    """Routes of `pages`."""

    def create(self, body: models.PageRequest, *, options: Optional[RequestOptions] = None) -> models.Page:
        """Submit a manga page. `POST /jobs`"""
        answer: models.Page = self._json("POST", "/jobs", Asked(json=body, keyed=True, options=options))
        return answer

    def get(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.Page:
        """How a manga page stands, and its file once it is there. `GET /jobs/{id}`"""
        answer: models.Page = self._json("GET", f"/jobs/{place(id)}", Asked(options=options))
        return answer

    def train_lora(self, body: models.LoraRequest, *, options: Optional[RequestOptions] = None) -> models.Lora:
        """Train a LoRA of a character. `POST /loras/train`"""
        answer: models.Lora = self._json("POST", "/loras/train", Asked(json=body, keyed=True, options=options))
        return answer

    def get_lora_status(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.Lora:
        """How a training stands, and its file once it is there. `GET /loras/{id}/status`"""
        answer: models.Lora = self._json("GET", f"/loras/{place(id)}/status", Asked(options=options))
        return answer


class Projects(Resource):
    """Routes of `projects`."""

    def create(self, body: models.ProjectRequest, *, options: Optional[RequestOptions] = None) -> models.Project:
        """A storyboard: a script whose sentences become pictures. `POST /v1/projects`"""
        answer: models.Project = self._json("POST", "/v1/projects", Asked(json=body, keyed=True, options=options))
        return answer

    def list(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.ProjectPage:
        """List projects, newest first. `GET /v1/projects`"""
        answer: models.ProjectPage = self._json("GET", "/v1/projects", Asked(query={"limit": limit, "cursor": cursor}, options=options))
        return answer

    def all(self, *, limit: Optional[int] = None, options: Optional[RequestOptions] = None) -> Iterator[models.Project]:
        """All of it, page by page: see `list`."""
        return every_page(lambda cursor: self.list(limit=limit, cursor=cursor, options=options))

    def get(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.Project:
        """Get a project. `GET /v1/projects/{id}`"""
        answer: models.Project = self._json("GET", f"/v1/projects/{place(id)}", Asked(options=options))
        return answer

    def change(self, id: str | int, body: models.ProjectChange, *, options: Optional[RequestOptions] = None) -> models.Project:
        """Change a project. `PATCH /v1/projects/{id}`"""
        answer: models.Project = self._json("PATCH", f"/v1/projects/{place(id)}", Asked(json=body, options=options))
        return answer

    def delete(self, id: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Delete a project with its shots, their pictures and its feed. `DELETE /v1/projects/{id}`"""
        self._nothing("DELETE", f"/v1/projects/{place(id)}", Asked(options=options))

    def create_shots(self, id: str | int, body: models.ShotsRequest, *, options: Optional[RequestOptions] = None) -> models.ShotList:
        """Add up to 500 shots at once, behind those there are. `POST /v1/projects/{id}/shots`"""
        answer: models.ShotList = self._json("POST", f"/v1/projects/{place(id)}/shots", Asked(json=body, keyed=True, options=options))
        return answer

    def list_shots(self, id: str | int, *, limit: Optional[int] = None, cursor: Optional[int] = None, options: Optional[RequestOptions] = None) -> models.ShotPage:
        """The shots of a project, in the order of the script. `GET /v1/projects/{id}/shots`"""
        answer: models.ShotPage = self._json("GET", f"/v1/projects/{place(id)}/shots", Asked(query={"limit": limit, "cursor": cursor}, options=options))
        return answer

    def all_shots(self, id: str | int, *, limit: Optional[int] = None, options: Optional[RequestOptions] = None) -> Iterator[models.Shot]:
        """All of it, page by page: see `list_shots`."""
        return every_page(lambda cursor: self.list_shots(id, limit=limit, cursor=cursor, options=options))

    def get_shot(self, id: str | int, shot: str | int, *, options: Optional[RequestOptions] = None) -> models.Shot:
        """Get a shot. `GET /v1/projects/{id}/shots/{shot}`"""
        answer: models.Shot = self._json("GET", f"/v1/projects/{place(id)}/shots/{place(shot)}", Asked(options=options))
        return answer

    def change_shot(self, id: str | int, shot: str | int, body: models.ShotChange, *, options: Optional[RequestOptions] = None) -> models.Shot:
        """Change a shot. `PATCH /v1/projects/{id}/shots/{shot}`"""
        answer: models.Shot = self._json("PATCH", f"/v1/projects/{place(id)}/shots/{place(shot)}", Asked(json=body, options=options))
        return answer

    def delete_shot(self, id: str | int, shot: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Delete a shot with its picture. `DELETE /v1/projects/{id}/shots/{shot}`"""
        self._nothing("DELETE", f"/v1/projects/{place(id)}/shots/{place(shot)}", Asked(options=options))

    def order_shots(self, id: str | int, body: models.ShotOrder, *, options: Optional[RequestOptions] = None) -> None:
        """Put the shots of a project into another order. `PUT /v1/projects/{id}/order`"""
        self._nothing("PUT", f"/v1/projects/{place(id)}/order", Asked(json=body, options=options))

    def generate_shot(self, id: str | int, shot: str | int, body: Optional[models.GenerateRequest] = None, *, options: Optional[RequestOptions] = None) -> models.GeneratedShot:
        """Make the picture of a shot, also where it has one. `POST /v1/projects/{id}/shots/{shot}/generate`"""
        answer: models.GeneratedShot = self._json("POST", f"/v1/projects/{place(id)}/shots/{place(shot)}/generate", Asked(json=body, keyed=True, options=options))
        return answer

    def generate_shots(self, id: str | int, body: Optional[models.GenerateAllRequest] = None, *, options: Optional[RequestOptions] = None) -> models.GeneratedShots:
        """Make the pictures of all dirty shots, up to 500 in one request. `POST /v1/projects/{id}/generate`"""
        answer: models.GeneratedShots = self._json("POST", f"/v1/projects/{place(id)}/generate", Asked(json=body, keyed=True, options=options))
        return answer

    def cancel(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.CanceledProject:
        """Cancel what is being made of a project, up to 500 pictures in one request. `POST /v1/projects/{id}/cancel`"""
        answer: models.CanceledProject = self._json("POST", f"/v1/projects/{place(id)}/cancel", Asked(options=options))
        return answer

    def get_shot_image(self, id: str | int, shot: str | int, *, options: Optional[RequestOptions] = None) -> Response:
        """The picture of a shot, as it is now. `GET /v1/projects/{id}/shots/{shot}/image`"""
        return self._open("GET", f"/v1/projects/{place(id)}/shots/{place(shot)}/image", Asked(options=options))

    def create_ticket(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.Ticket:
        """A ticket for one socket of one project, good once and for 60 seconds. `POST /v1/projects/{id}/tickets`"""
        answer: models.Ticket = self._json("POST", f"/v1/projects/{place(id)}/tickets", Asked(options=options))
        return answer

    def create_events_url(self, id: str | int, body: Optional[models.SignedUrlRequest] = None, *, options: Optional[RequestOptions] = None) -> models.SignedUrl:
        """A signed URL of a project's feed, for EventSource. `POST /v1/projects/{id}/events/url`"""
        answer: models.SignedUrl = self._json("POST", f"/v1/projects/{place(id)}/events/url", Asked(json=body, options=options))
        return answer

    def stream_events(self, id: str | int, *, after: Optional[int] = None, ticket: Optional[str] = None, options: Optional[RequestOptions] = None) -> Response:
        """The feed of a project as Server-Sent Events. `GET /v1/projects/{id}/events`"""
        return self._open("GET", f"/v1/projects/{place(id)}/events", Asked(query={"after": after, "ticket": ticket}, options=options))


class Assets(Resource):
    """Routes of `assets`."""

    def upload(self, body: Form, *, options: Optional[RequestOptions] = None) -> models.Asset:
        """Upload a picture, video or sound. `POST /v1/assets`"""
        answer: models.Asset = self._json("POST", "/v1/assets", Asked(upload=body, content_type="multipart/form-data", keyed=True, options=options))
        return answer

    def list(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, job: Optional[str] = None, kind: Optional[Literal["image", "video", "audio", "text", "latent", "file"]] = None, workflow: Optional[str] = None, pipeline: Optional[str] = None, character: Optional[str] = None, project: Optional[str] = None, sha256: Optional[str] = None, made_from: Optional[str] = None, include_hidden: Optional[Literal["true", "false"]] = None, created_after: Optional[str] = None, created_before: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.AssetPage:
        """List assets, newest first. `GET /v1/assets`"""
        answer: models.AssetPage = self._json("GET", "/v1/assets", Asked(query={"limit": limit, "cursor": cursor, "job": job, "kind": kind, "workflow": workflow, "pipeline": pipeline, "character": character, "project": project, "sha256": sha256, "made_from": made_from, "include_hidden": include_hidden, "created_after": created_after, "created_before": created_before}, options=options))
        return answer

    def all(self, *, limit: Optional[int] = None, job: Optional[str] = None, kind: Optional[Literal["image", "video", "audio", "text", "latent", "file"]] = None, workflow: Optional[str] = None, pipeline: Optional[str] = None, character: Optional[str] = None, project: Optional[str] = None, sha256: Optional[str] = None, made_from: Optional[str] = None, include_hidden: Optional[Literal["true", "false"]] = None, created_after: Optional[str] = None, created_before: Optional[str] = None, options: Optional[RequestOptions] = None) -> Iterator[models.Asset]:
        """All of it, page by page: see `list`."""
        return every_page(lambda cursor: self.list(limit=limit, job=job, kind=kind, workflow=workflow, pipeline=pipeline, character=character, project=project, sha256=sha256, made_from=made_from, include_hidden=include_hidden, created_after=created_after, created_before=created_before, cursor=cursor, options=options))

    def import_(self, body: models.ImportAssetBody, *, options: Optional[RequestOptions] = None) -> models.Asset:
        """Import from a URL (not enabled). `POST /v1/assets/from-url`"""
        answer: models.Asset = self._json("POST", "/v1/assets/from-url", Asked(json=body, options=options))
        return answer

    def get(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.Asset:
        """An asset's record. `GET /v1/assets/{id}`"""
        answer: models.Asset = self._json("GET", f"/v1/assets/{place(id)}", Asked(options=options))
        return answer

    def delete(self, id: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Delete an asset, record and bytes. `DELETE /v1/assets/{id}`"""
        self._nothing("DELETE", f"/v1/assets/{place(id)}", Asked(options=options))

    def get_content(self, id: str | int, *, ticket: Optional[str] = None, size: Optional[Literal["256", "768"]] = None, options: Optional[RequestOptions] = None) -> Response:
        """An asset's bytes. `GET /v1/assets/{id}/content`"""
        return self._open("GET", f"/v1/assets/{place(id)}/content", Asked(query={"ticket": ticket, "size": size}, options=options))

    def get_quality(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.AssetChecks:
        """All checks of an output, with what was found and what it was held against. `GET /v1/assets/{id}/quality`"""
        answer: models.AssetChecks = self._json("GET", f"/v1/assets/{place(id)}/quality", Asked(options=options))
        return answer

    def find_provenance(self, *, sha256: Optional[str] = None, phash: Optional[str] = None, distance: Optional[int] = None, limit: Optional[int] = None, options: Optional[RequestOptions] = None) -> models.ProvenanceFound:
        """Whether this account made a file, by its hash or by what it looks like. `GET /v1/provenance`"""
        answer: models.ProvenanceFound = self._json("GET", "/v1/provenance", Asked(query={"sha256": sha256, "phash": phash, "distance": distance, "limit": limit}, options=options))
        return answer

    def get_provenance(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.Provenance:
        """Where a file comes from, as its sidecar says it. `GET /v1/assets/{id}/provenance`"""
        answer: models.Provenance = self._json("GET", f"/v1/assets/{place(id)}/provenance", Asked(options=options))
        return answer

    def review(self, id: str | int, body: models.ReviewRequest, *, options: Optional[RequestOptions] = None) -> models.Review:
        """Say of a picture, point by point, whether it is as it should be. `PUT /v1/assets/{id}/review`"""
        answer: models.Review = self._json("PUT", f"/v1/assets/{place(id)}/review", Asked(json=body, options=options))
        return answer

    def take_back_review(self, id: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Take back what one said of a picture. `DELETE /v1/assets/{id}/review`"""
        self._nothing("DELETE", f"/v1/assets/{place(id)}/review", Asked(options=options))

    def list_review_queue(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, order: Optional[Literal["worst", "newest"]] = None, options: Optional[RequestOptions] = None) -> models.ReviewQueue:
        """Pictures that a person is to look at. `GET /v1/review-queue`"""
        answer: models.ReviewQueue = self._json("GET", "/v1/review-queue", Asked(query={"limit": limit, "cursor": cursor, "order": order}, options=options))
        return answer

    def all_review_queue(self, *, limit: Optional[int] = None, order: Optional[Literal["worst", "newest"]] = None, options: Optional[RequestOptions] = None) -> Iterator[models.ReviewQueueItem]:
        """All of it, page by page: see `list_review_queue`."""
        return every_page(lambda cursor: self.list_review_queue(limit=limit, order=order, cursor=cursor, options=options))

    def list_reviews(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.Reviews:
        """What people said of a picture, and the checklist they said it by. `GET /v1/assets/{id}/reviews`"""
        answer: models.Reviews = self._json("GET", f"/v1/assets/{place(id)}/reviews", Asked(options=options))
        return answer

    def create_url(self, id: str | int, body: Optional[models.SignedUrlRequest] = None, *, options: Optional[RequestOptions] = None) -> models.SignedUrl:
        """A signed URL of an asset's bytes, for <img>, <video>, <audio> and downloads. `POST /v1/assets/{id}/url`"""
        answer: models.SignedUrl = self._json("POST", f"/v1/assets/{place(id)}/url", Asked(json=body, options=options))
        return answer

    def create_urls(self, body: models.AssetUrlsRequest, *, options: Optional[RequestOptions] = None) -> models.AssetUrls:
        """Signed URLs of up to 200 assets at once. `POST /v1/assets/urls`"""
        answer: models.AssetUrls = self._json("POST", "/v1/assets/urls", Asked(json=body, options=options))
        return answer


class Datasets(Resource):
    """Routes of `datasets`."""

    def create(self, body: models.DatasetRequest, *, options: Optional[RequestOptions] = None) -> models.Dataset:
        """Begin a dataset. `POST /v1/datasets`"""
        answer: models.Dataset = self._json("POST", "/v1/datasets", Asked(json=body, keyed=True, options=options))
        return answer

    def list(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.DatasetPage:
        """List datasets by name. `GET /v1/datasets`"""
        answer: models.DatasetPage = self._json("GET", "/v1/datasets", Asked(query={"limit": limit, "cursor": cursor}, options=options))
        return answer

    def all(self, *, limit: Optional[int] = None, options: Optional[RequestOptions] = None) -> Iterator[models.Dataset]:
        """All of it, page by page: see `list`."""
        return every_page(lambda cursor: self.list(limit=limit, cursor=cursor, options=options))

    def get(self, name: str | int, *, options: Optional[RequestOptions] = None) -> models.Dataset:
        """A dataset with its versions. `GET /v1/datasets/{name}`"""
        answer: models.Dataset = self._json("GET", f"/v1/datasets/{place(name)}", Asked(options=options))
        return answer

    def change(self, name: str | int, body: models.DatasetChange, *, options: Optional[RequestOptions] = None) -> models.Dataset:
        """Change what is said of a dataset. `PATCH /v1/datasets/{name}`"""
        answer: models.Dataset = self._json("PATCH", f"/v1/datasets/{place(name)}", Asked(json=body, options=options))
        return answer

    def delete(self, name: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Delete a dataset with all its versions. `DELETE /v1/datasets/{name}`"""
        self._nothing("DELETE", f"/v1/datasets/{place(name)}", Asked(options=options))

    def list_items(self, name: str | int, *, limit: Optional[int] = None, cursor: Optional[int] = None, version: Optional[int] = None, role: Optional[Literal["picture", "regularisation"]] = None, options: Optional[RequestOptions] = None) -> models.DatasetItemPage:
        """Pictures of a dataset, or of one of its versions. `GET /v1/datasets/{name}/items`"""
        answer: models.DatasetItemPage = self._json("GET", f"/v1/datasets/{place(name)}/items", Asked(query={"limit": limit, "cursor": cursor, "version": version, "role": role}, options=options))
        return answer

    def all_items(self, name: str | int, *, limit: Optional[int] = None, version: Optional[int] = None, role: Optional[Literal["picture", "regularisation"]] = None, options: Optional[RequestOptions] = None) -> Iterator[models.DatasetItem]:
        """All of it, page by page: see `list_items`."""
        return every_page(lambda cursor: self.list_items(name, limit=limit, version=version, role=role, cursor=cursor, options=options))

    def add_items(self, name: str | int, body: models.DatasetAddition, *, options: Optional[RequestOptions] = None) -> models.DatasetAdded:
        """Add pictures to a dataset. `POST /v1/datasets/{name}/items`"""
        answer: models.DatasetAdded = self._json("POST", f"/v1/datasets/{place(name)}/items", Asked(json=body, keyed=True, options=options))
        return answer

    def change_item(self, name: str | int, item: str | int, body: models.DatasetItemChange, *, options: Optional[RequestOptions] = None) -> models.DatasetItem:
        """Change the caption of a picture, or what else is said of it. `PATCH /v1/datasets/{name}/items/{item}`"""
        answer: models.DatasetItem = self._json("PATCH", f"/v1/datasets/{place(name)}/items/{place(item)}", Asked(json=body, options=options))
        return answer

    def delete_item(self, name: str | int, item: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Take a picture out of a dataset. `DELETE /v1/datasets/{name}/items/{item}`"""
        self._nothing("DELETE", f"/v1/datasets/{place(name)}/items/{place(item)}", Asked(options=options))

    def check(self, name: str | int, *, version: Optional[int] = None, options: Optional[RequestOptions] = None) -> models.DatasetChecks:
        """What a training of a dataset would stumble over. `GET /v1/datasets/{name}/checks`"""
        answer: models.DatasetChecks = self._json("GET", f"/v1/datasets/{place(name)}/checks", Asked(query={"version": version}, options=options))
        return answer

    def note_hashes(self, name: str | int, body: models.DatasetHashes, *, options: Optional[RequestOptions] = None) -> models.DatasetChecks:
        """Say what pictures of a dataset look like. `PUT /v1/datasets/{name}/hashes`"""
        answer: models.DatasetChecks = self._json("PUT", f"/v1/datasets/{place(name)}/hashes", Asked(json=body, options=options))
        return answer

    def freeze(self, name: str | int, *, options: Optional[RequestOptions] = None) -> models.DatasetVersion:
        """Freeze a dataset as its next version. `POST /v1/datasets/{name}/versions`"""
        answer: models.DatasetVersion = self._json("POST", f"/v1/datasets/{place(name)}/versions", Asked(options=options))
        return answer

    def delete_version(self, name: str | int, version: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Delete a version of a dataset. `DELETE /v1/datasets/{name}/versions/{version}`"""
        self._nothing("DELETE", f"/v1/datasets/{place(name)}/versions/{place(version)}", Asked(options=options))

    def diff(self, name: str | int, *, from_: Optional[int] = None, to: Optional[int] = None, options: Optional[RequestOptions] = None) -> models.DatasetDiff:
        """How two versions of a dataset differ. `GET /v1/datasets/{name}/diff`"""
        answer: models.DatasetDiff = self._json("GET", f"/v1/datasets/{place(name)}/diff", Asked(query={"from": from_, "to": to}, options=options))
        return answer

    def upload_archive(self, name: str | int, body: Upload, *, options: Optional[RequestOptions] = None) -> models.DatasetArchive:
        """Add the pictures of a ZIP archive to a dataset. `POST /v1/datasets/{name}/archive`"""
        answer: models.DatasetArchive = self._json("POST", f"/v1/datasets/{place(name)}/archive", Asked(upload=body, content_type="application/zip", keyed=True, options=options))
        return answer

    def download_archive(self, name: str | int, *, version: Optional[int] = None, options: Optional[RequestOptions] = None) -> Response:
        """A dataset, or a version of it, as a ZIP archive. `GET /v1/datasets/{name}/archive`"""
        return self._open("GET", f"/v1/datasets/{place(name)}/archive", Asked(query={"version": version}, options=options))

    def make_regularisation(self, name: str | int, body: models.RegularisationRequest, *, options: Optional[RequestOptions] = None) -> models.Dataset:
        """Make pictures of the class for a dataset. `POST /v1/datasets/{name}/regularisation`"""
        answer: models.Dataset = self._json("POST", f"/v1/datasets/{place(name)}/regularisation", Asked(json=body, keyed=True, options=options))
        return answer


class Loras(Resource):
    """Routes of `loras`."""

    def upload(self, sha256: str | int, body: Upload, *, part: Optional[int] = None, parts: Optional[int] = None, options: Optional[RequestOptions] = None) -> models.LoraUpload:
        """A part of a file that is to be a LoRA. `PUT /v1/lora-uploads/{sha256}`"""
        answer: models.LoraUpload = self._json("PUT", f"/v1/lora-uploads/{place(sha256)}", Asked(upload=body, content_type="application/octet-stream", query={"part": part, "parts": parts}, options=options))
        return answer

    def create(self, body: models.LoraRequest, *, options: Optional[RequestOptions] = None) -> models.Lora:
        """Make a LoRA of a file, or the next version of one. `POST /v1/loras`"""
        answer: models.Lora = self._json("POST", "/v1/loras", Asked(json=body, keyed=True, options=options))
        return answer

    def list(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.LoraPage:
        """List LoRAs by name. `GET /v1/loras`"""
        answer: models.LoraPage = self._json("GET", "/v1/loras", Asked(query={"limit": limit, "cursor": cursor}, options=options))
        return answer

    def all(self, *, limit: Optional[int] = None, options: Optional[RequestOptions] = None) -> Iterator[models.Lora]:
        """All of it, page by page: see `list`."""
        return every_page(lambda cursor: self.list(limit=limit, cursor=cursor, options=options))

    def get(self, name: str | int, *, options: Optional[RequestOptions] = None) -> models.Lora:
        """A LoRA with its versions. `GET /v1/loras/{name}`"""
        answer: models.Lora = self._json("GET", f"/v1/loras/{place(name)}", Asked(options=options))
        return answer

    def change(self, name: str | int, body: models.LoraChange, *, options: Optional[RequestOptions] = None) -> models.Lora:
        """Change what is noted of a LoRA, or promote another version. `PATCH /v1/loras/{name}`"""
        answer: models.Lora = self._json("PATCH", f"/v1/loras/{place(name)}", Asked(json=body, options=options))
        return answer

    def delete(self, name: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Delete a LoRA with all its versions. `DELETE /v1/loras/{name}`"""
        self._nothing("DELETE", f"/v1/loras/{place(name)}", Asked(options=options))

    def delete_version(self, name: str | int, version: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Delete a version of a LoRA. `DELETE /v1/loras/{name}/versions/{version}`"""
        self._nothing("DELETE", f"/v1/loras/{place(name)}/versions/{place(version)}", Asked(options=options))


class ComfyV2(Resource):
    """Routes of `comfy_v2`."""

    def upload_asset(self, body: Form, *, options: Optional[RequestOptions] = None) -> models.ComfyAsset:
        """Upload a picture, video or sound, in the words of Comfy API v2. `POST /api/v2/assets`"""
        answer: models.ComfyAsset = self._json("POST", "/api/v2/assets", Asked(upload=body, content_type="multipart/form-data", keyed=True, options=options))
        return answer

    def asset_from_hash(self, body: models.ComfyHashRequest, *, options: Optional[RequestOptions] = None) -> models.ComfyAsset:
        """The asset with these bytes, if the account has one. `POST /api/v2/assets/from-hash`"""
        answer: models.ComfyAsset = self._json("POST", "/api/v2/assets/from-hash", Asked(json=body, options=options))
        return answer

    def find_asset(self, hash: str | int, *, options: Optional[RequestOptions] = None) -> models.ComfyAsset:
        """Whether the account has these bytes. `GET /api/v2/assets/by-hash/{hash}`"""
        answer: models.ComfyAsset = self._json("GET", f"/api/v2/assets/by-hash/{place(hash)}", Asked(options=options))
        return answer

    def get_asset(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.ComfyAsset:
        """An asset's record, with a new address of its bytes. `GET /api/v2/assets/{id}`"""
        answer: models.ComfyAsset = self._json("GET", f"/api/v2/assets/{place(id)}", Asked(options=options))
        return answer

    def delete_asset(self, id: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Delete an asset, in the words of Comfy API v2. `DELETE /api/v2/assets/{id}`"""
        self._nothing("DELETE", f"/api/v2/assets/{place(id)}", Asked(options=options))

    def get_asset_content(self, id: str | int, *, options: Optional[RequestOptions] = None) -> Response:
        """An asset's bytes, in the words of Comfy API v2. `GET /api/v2/assets/{id}/content`"""
        return self._open("GET", f"/api/v2/assets/{place(id)}/content", Asked(options=options))

    def create_job(self, body: models.ComfyJobRequest, *, options: Optional[RequestOptions] = None) -> models.ComfyJob:
        """Run a graph, in the words of Comfy API v2. `POST /api/v2/jobs`"""
        answer: models.ComfyJob = self._json("POST", "/api/v2/jobs", Asked(json=body, keyed=True, options=options))
        return answer

    def get_job(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.ComfyJob:
        """How a job stands, in the words of Comfy API v2. `GET /api/v2/jobs/{id}`"""
        answer: models.ComfyJob = self._json("GET", f"/api/v2/jobs/{place(id)}", Asked(options=options))
        return answer

    def get_job_workflow(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.ComfyWorkflow:
        """The graph of a job, in the words of Comfy API v2. `GET /api/v2/jobs/{id}/workflow`"""
        answer: models.ComfyWorkflow = self._json("GET", f"/api/v2/jobs/{place(id)}/workflow", Asked(options=options))
        return answer

    def stream_job_events(self, id: str | int, *, options: Optional[RequestOptions] = None) -> Response:
        """A job's events, in the words of Comfy API v2. `GET /api/v2/jobs/{id}/events`"""
        return self._open("GET", f"/api/v2/jobs/{place(id)}/events", Asked(options=options))

    def cancel_job(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.ComfyJob:
        """Cancel a job, in the words of Comfy API v2. `POST /api/v2/jobs/{id}/cancel`"""
        answer: models.ComfyJob = self._json("POST", f"/api/v2/jobs/{place(id)}/cancel", Asked(options=options))
        return answer


class WorkerComfyui(Resource):
    """Routes of `worker_comfyui`."""

    def run(self, body: models.RunRequest, *, options: Optional[RequestOptions] = None) -> models.RunStatus:
        """Run a graph, as RunPod does. `POST /run`"""
        answer: models.RunStatus = self._json("POST", "/run", Asked(json=body, keyed=True, options=options))
        return answer

    def run_sync(self, body: models.RunRequest, *, wait: Optional[int] = None, options: Optional[RequestOptions] = None) -> models.RunStatus:
        """Run a graph and wait for what it makes, as RunPod does. `POST /runsync`"""
        answer: models.RunStatus = self._json("POST", "/runsync", Asked(json=body, query={"wait": wait}, keyed=True, options=options))
        return answer

    def get_run(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.RunStatus:
        """How a job stands, and what it made, as RunPod says it. `GET /status/{id}`"""
        answer: models.RunStatus = self._json("GET", f"/status/{place(id)}", Asked(options=options))
        return answer

    def cancel_run(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.RunStatus:
        """Cancel a job, as RunPod does. `POST /cancel/{id}`"""
        answer: models.RunStatus = self._json("POST", f"/cancel/{place(id)}", Asked(options=options))
        return answer

    def run_in_pool(self, pool: str | int, body: models.RunRequest, *, options: Optional[RequestOptions] = None) -> models.RunStatus:
        """Run a graph in a pool, as RunPod does. `POST /v2/{pool}/run`"""
        answer: models.RunStatus = self._json("POST", f"/v2/{place(pool)}/run", Asked(json=body, keyed=True, options=options))
        return answer

    def run_sync_in_pool(self, pool: str | int, body: models.RunRequest, *, wait: Optional[int] = None, options: Optional[RequestOptions] = None) -> models.RunStatus:
        """Run a graph in a pool and wait for what it makes, as RunPod does. `POST /v2/{pool}/runsync`"""
        answer: models.RunStatus = self._json("POST", f"/v2/{place(pool)}/runsync", Asked(json=body, query={"wait": wait}, keyed=True, options=options))
        return answer

    def get_run_in_pool(self, pool: str | int, id: str | int, *, options: Optional[RequestOptions] = None) -> models.RunStatus:
        """How a job of a pool stands, and what it made, as RunPod says it. `GET /v2/{pool}/status/{id}`"""
        answer: models.RunStatus = self._json("GET", f"/v2/{place(pool)}/status/{place(id)}", Asked(options=options))
        return answer

    def cancel_run_in_pool(self, pool: str | int, id: str | int, *, options: Optional[RequestOptions] = None) -> models.RunStatus:
        """Cancel a job of a pool, as RunPod does. `POST /v2/{pool}/cancel/{id}`"""
        answer: models.RunStatus = self._json("POST", f"/v2/{place(pool)}/cancel/{place(id)}", Asked(options=options))
        return answer


class Comfyui(Resource):
    """Routes of `comfyui`."""

    def comfyui_queue_prompt(self, body: models.ComfyuiPromptRequest, *, options: Optional[RequestOptions] = None) -> models.ComfyuiPromptReply:
        """Run a graph, as ComfyUI's own server does. `POST /prompt`"""
        answer: models.ComfyuiPromptReply = self._json("POST", "/prompt", Asked(json=body, options=options))
        return answer

    def comfyui_get_prompt(self, *, options: Optional[RequestOptions] = None) -> models.ComfyuiPromptInfo:
        """How many prompts wait or run. `GET /prompt`"""
        answer: models.ComfyuiPromptInfo = self._json("GET", "/prompt", Asked(options=options))
        return answer

    def comfyui_get_queue(self, *, options: Optional[RequestOptions] = None) -> models.ComfyuiQueue:
        """What runs and what waits, as ComfyUI's own server tells it. `GET /queue`"""
        answer: models.ComfyuiQueue = self._json("GET", "/queue", Asked(options=options))
        return answer

    def comfyui_change_queue(self, body: models.ComfyuiQueueChange, *, options: Optional[RequestOptions] = None) -> Response:
        """Take prompts from the queue. `POST /queue`"""
        return self._open("POST", "/queue", Asked(json=body, options=options))

    def comfyui_interrupt(self, body: Optional[models.ComfyuiInterrupt] = None, *, options: Optional[RequestOptions] = None) -> Response:
        """Cancel what runs. `POST /interrupt`"""
        return self._open("POST", "/interrupt", Asked(json=body, options=options))

    def comfyui_list_history(self, *, max_items: Optional[int] = None, offset: Optional[int] = None, options: Optional[RequestOptions] = None) -> models.ComfyuiHistory:
        """What has ended, as ComfyUI's own server tells it. `GET /history`"""
        answer: models.ComfyuiHistory = self._json("GET", "/history", Asked(query={"max_items": max_items, "offset": offset}, options=options))
        return answer

    def comfyui_change_history(self, body: models.ComfyuiHistoryChange, *, options: Optional[RequestOptions] = None) -> Response:
        """Refused: history is not forgotten this way. `POST /history`"""
        return self._open("POST", "/history", Asked(json=body, options=options))

    def comfyui_get_history(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.ComfyuiHistory:
        """How a prompt ended and what it made. `GET /history/{id}`"""
        answer: models.ComfyuiHistory = self._json("GET", f"/history/{place(id)}", Asked(options=options))
        return answer

    def comfyui_view(self, *, filename: Optional[str] = None, subfolder: Optional[str] = None, type: Optional[Literal["output", "input", "temp"]] = None, preview: Optional[str] = None, channel: Optional[Literal["rgba"]] = None, options: Optional[RequestOptions] = None) -> Response:
        """The bytes of a file, as ComfyUI's own server gives them. `GET /view`"""
        return self._open("GET", "/view", Asked(query={"filename": filename, "subfolder": subfolder, "type": type, "preview": preview, "channel": channel}, options=options))

    def comfyui_upload_image(self, body: Form, *, options: Optional[RequestOptions] = None) -> models.ComfyuiUploaded:
        """Upload a picture, film or sound, as to ComfyUI's own server. `POST /upload/image`"""
        answer: models.ComfyuiUploaded = self._json("POST", "/upload/image", Asked(upload=body, content_type="multipart/form-data", options=options))
        return answer

    def comfyui_upload_mask(self, body: Form, *, options: Optional[RequestOptions] = None) -> Response:
        """Refused: masks are not put onto pictures here. `POST /upload/mask`"""
        return self._open("POST", "/upload/mask", Asked(upload=body, content_type="multipart/form-data", options=options))

    def comfyui_list_nodes(self, *, options: Optional[RequestOptions] = None) -> models.ComfyuiNodeClasses:
        """The node classes of the pool `default`, as ComfyUI tells them. `GET /object_info`"""
        answer: models.ComfyuiNodeClasses = self._json("GET", "/object_info", Asked(options=options))
        return answer

    def comfyui_get_node(self, name: str | int, *, options: Optional[RequestOptions] = None) -> models.ComfyuiNodeClasses:
        """One node class of the pool `default`. `GET /object_info/{name}`"""
        answer: models.ComfyuiNodeClasses = self._json("GET", f"/object_info/{place(name)}", Asked(options=options))
        return answer

    def comfyui_get_system_stats(self, *, options: Optional[RequestOptions] = None) -> models.ComfyuiSystemStats:
        """The GPUs of the pool `default`, as ComfyUI tells of its own. `GET /system_stats`"""
        answer: models.ComfyuiSystemStats = self._json("GET", "/system_stats", Asked(options=options))
        return answer

    def comfyui_list_model_folders(self, *, options: Optional[RequestOptions] = None) -> List[str]:
        """Folders of model files that the workers of the pool `default` have. `GET /models`"""
        answer: List[str] = self._json("GET", "/models", Asked(options=options))
        return answer

    def comfyui_list_models(self, folder: str | int, *, options: Optional[RequestOptions] = None) -> List[str]:
        """Model files of a folder. `GET /models/{folder}`"""
        answer: List[str] = self._json("GET", f"/models/{place(folder)}", Asked(options=options))
        return answer

    def comfyui_list_embeddings(self, *, options: Optional[RequestOptions] = None) -> List[str]:
        """Always empty: workers do not tell which embeddings they have. `GET /embeddings`"""
        answer: List[str] = self._json("GET", "/embeddings", Asked(options=options))
        return answer

    def comfyui_list_extensions(self, *, options: Optional[RequestOptions] = None) -> List[str]:
        """Always empty: scripts of custom nodes are not served. `GET /extensions`"""
        answer: List[str] = self._json("GET", "/extensions", Asked(options=options))
        return answer

    def comfyui_get_features(self, *, options: Optional[RequestOptions] = None) -> models.ComfyuiFeatures:
        """What these routes can do beside the oldest of ComfyUI's. `GET /features`"""
        answer: models.ComfyuiFeatures = self._json("GET", "/features", Asked(options=options))
        return answer

    def comfyui_free(self, body: Optional[models.ComfyuiFree] = None, *, options: Optional[RequestOptions] = None) -> Response:
        """Nothing to do: workers see to their memory by themselves. `POST /free`"""
        return self._open("POST", "/free", Asked(json=body, options=options))

    def comfyui_get_users(self, *, options: Optional[RequestOptions] = None) -> models.ComfyuiUsers:
        """That ComfyUI's editor has one user: the account of the key. `GET /users`"""
        answer: models.ComfyuiUsers = self._json("GET", "/users", Asked(options=options))
        return answer

    def comfyui_get_translations(self, *, options: Optional[RequestOptions] = None) -> models.ComfyuiNothing:
        """Translations of custom nodes: always empty. `GET /i18n`"""
        answer: models.ComfyuiNothing = self._json("GET", "/i18n", Asked(options=options))
        return answer

    def comfyui_list_templates(self, *, options: Optional[RequestOptions] = None) -> models.ComfyuiNothing:
        """Templates of custom nodes: always empty. `GET /workflow_templates`"""
        answer: models.ComfyuiNothing = self._json("GET", "/workflow_templates", Asked(options=options))
        return answer

    def comfyui_list_subgraphs(self, *, options: Optional[RequestOptions] = None) -> models.ComfyuiNothing:
        """Subgraphs that come with nodes: always empty. `GET /global_subgraphs`"""
        answer: models.ComfyuiNothing = self._json("GET", "/global_subgraphs", Asked(options=options))
        return answer

    def comfyui_list_replacements(self, *, options: Optional[RequestOptions] = None) -> models.ComfyuiNothing:
        """What stands for nodes that are gone: always empty. `GET /node_replacements`"""
        answer: models.ComfyuiNothing = self._json("GET", "/node_replacements", Asked(options=options))
        return answer

    def comfyui_list_editor_model_folders(self, *, options: Optional[RequestOptions] = None) -> models.ComfyuiModelFolders:
        """Folders of model files, as ComfyUI's editor lists them. `GET /experiment/models`"""
        answer: models.ComfyuiModelFolders = self._json("GET", "/experiment/models", Asked(options=options))
        return answer

    def comfyui_list_editor_models(self, folder: str | int, *, options: Optional[RequestOptions] = None) -> models.ComfyuiFolderFiles:
        """Model files of a folder, as ComfyUI's editor lists them. `GET /experiment/models/{folder}`"""
        answer: models.ComfyuiFolderFiles = self._json("GET", f"/experiment/models/{place(folder)}", Asked(options=options))
        return answer

    def comfyui_get_settings(self, *, options: Optional[RequestOptions] = None) -> models.ComfyuiSettings:
        """Settings of ComfyUI's editor. `GET /settings`"""
        answer: models.ComfyuiSettings = self._json("GET", "/settings", Asked(options=options))
        return answer

    def comfyui_set_settings(self, body: models.ComfyuiSettings, *, options: Optional[RequestOptions] = None) -> Response:
        """Keep settings of ComfyUI's editor. `POST /settings`"""
        return self._open("POST", "/settings", Asked(json=body, options=options))

    def comfyui_get_setting(self, name: str | int, *, options: Optional[RequestOptions] = None) -> models.ComfyuiSetting:
        """A setting of ComfyUI's editor. `GET /settings/{name}`"""
        answer: models.ComfyuiSetting = self._json("GET", f"/settings/{place(name)}", Asked(options=options))
        return answer

    def comfyui_set_setting(self, name: str | int, body: models.ComfyuiSetting, *, options: Optional[RequestOptions] = None) -> Response:
        """Keep a setting of ComfyUI's editor. `POST /settings/{name}`"""
        return self._open("POST", f"/settings/{place(name)}", Asked(json=body, options=options))

    def comfyui_list_user_files(self, *, dir: Optional[str] = None, recurse: Optional[str] = None, full_info: Optional[str] = None, split: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.ComfyuiFiles:
        """Files of ComfyUI's editor. `GET /userdata`"""
        answer: models.ComfyuiFiles = self._json("GET", "/userdata", Asked(query={"dir": dir, "recurse": recurse, "full_info": full_info, "split": split}, options=options))
        return answer

    def comfyui_get_user_file(self, file: str | int, *, options: Optional[RequestOptions] = None) -> Response:
        """A file of ComfyUI's editor. `GET /userdata/{file}`"""
        return self._open("GET", f"/userdata/{place(file)}", Asked(options=options))

    def comfyui_keep_user_file(self, file: str | int, body: Upload, *, overwrite: Optional[str] = None, full_info: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.ComfyuiKeptFile:
        """Keep a file of ComfyUI's editor. `POST /userdata/{file}`"""
        answer: models.ComfyuiKeptFile = self._json("POST", f"/userdata/{place(file)}", Asked(upload=body, content_type="application/octet-stream", query={"overwrite": overwrite, "full_info": full_info}, options=options))
        return answer

    def comfyui_delete_user_file(self, file: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Delete a file of ComfyUI's editor. `DELETE /userdata/{file}`"""
        self._nothing("DELETE", f"/userdata/{place(file)}", Asked(options=options))

    def comfyui_move_user_file(self, file: str | int, dest: str | int, *, overwrite: Optional[str] = None, full_info: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.ComfyuiKeptFile:
        """Give a file of ComfyUI's editor another path. `POST /userdata/{file}/move/{dest}`"""
        answer: models.ComfyuiKeptFile = self._json("POST", f"/userdata/{place(file)}/move/{place(dest)}", Asked(query={"overwrite": overwrite, "full_info": full_info}, options=options))
        return answer

    def comfyui_cancel_jobs(self, body: models.ComfyuiCancelJobs, *, options: Optional[RequestOptions] = None) -> models.ComfyuiCancelled:
        """Cancel several jobs, as ComfyUI's editor does. `POST /api/jobs/cancel`"""
        answer: models.ComfyuiCancelled = self._json("POST", "/api/jobs/cancel", Asked(json=body, options=options))
        return answer

    def comfyui_list_jobs(self, *, status: Optional[str] = None, limit: Optional[int] = None, offset: Optional[int] = None, sort_by: Optional[Literal["created_at", "execution_duration"]] = None, sort_order: Optional[Literal["asc", "desc"]] = None, options: Optional[RequestOptions] = None) -> models.ComfyuiJobs:
        """What runs, waits and has ended, as ComfyUI's editor lists it. `GET /api/jobs`"""
        answer: models.ComfyuiJobs = self._json("GET", "/api/jobs", Asked(query={"status": status, "limit": limit, "offset": offset, "sort_by": sort_by, "sort_order": sort_order}, options=options))
        return answer

    def comfyui_get_job(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.ComfyuiJobDetail:
        """One job, as ComfyUI's editor opens it. `GET /api/jobs/{id}`"""
        answer: models.ComfyuiJobDetail = self._json("GET", f"/api/jobs/{place(id)}", Asked(options=options))
        return answer

    def comfyui_cancel_job(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.ComfyuiCancelled:
        """Cancel a job, as ComfyUI's editor does. `POST /api/jobs/{id}/cancel`"""
        answer: models.ComfyuiCancelled = self._json("POST", f"/api/jobs/{place(id)}/cancel", Asked(options=options))
        return answer


class Keys(Resource):
    """Routes of `keys`."""

    def create_api_key(self, body: models.ApiKeyRequest, *, options: Optional[RequestOptions] = None) -> models.NewApiKey:
        """Make an API key; it is shown once. `POST /v1/api-keys`"""
        answer: models.NewApiKey = self._json("POST", "/v1/api-keys", Asked(json=body, options=options))
        return answer

    def list_api_keys(self, *, options: Optional[RequestOptions] = None) -> models.ListApiKeysAnswer:
        """The account's API keys, without the keys themselves. `GET /v1/api-keys`"""
        answer: models.ListApiKeysAnswer = self._json("GET", "/v1/api-keys", Asked(options=options))
        return answer

    def revoke_api_key(self, id: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Revoke an API key. `DELETE /v1/api-keys/{id}`"""
        self._nothing("DELETE", f"/v1/api-keys/{place(id)}", Asked(options=options))

    def create_client_token(self, body: models.ClientTokenRequest, *, options: Optional[RequestOptions] = None) -> models.ClientToken:
        """Mint a short-lived token for a web page or an app. `POST /v1/tokens`"""
        answer: models.ClientToken = self._json("POST", "/v1/tokens", Asked(json=body, options=options))
        return answer

    def create_oidc_issuer(self, body: models.OidcIssuerRequest, *, options: Optional[RequestOptions] = None) -> models.OidcIssuer:
        """Take the tokens of an OpenID Connect issuer as credentials of the account. `POST /v1/oidc-issuers`"""
        answer: models.OidcIssuer = self._json("POST", "/v1/oidc-issuers", Asked(json=body, options=options))
        return answer

    def list_oidc_issuers(self, *, options: Optional[RequestOptions] = None) -> models.OidcIssuerList:
        """The issuers whose tokens the account takes. `GET /v1/oidc-issuers`"""
        answer: models.OidcIssuerList = self._json("GET", "/v1/oidc-issuers", Asked(options=options))
        return answer

    def change_oidc_issuer(self, id: str | int, body: models.OidcIssuerChange, *, options: Optional[RequestOptions] = None) -> models.OidcIssuer:
        """Change what tokens of an issuer may do. `PATCH /v1/oidc-issuers/{id}`"""
        answer: models.OidcIssuer = self._json("PATCH", f"/v1/oidc-issuers/{place(id)}", Asked(json=body, options=options))
        return answer

    def delete_oidc_issuer(self, id: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Take an issuer's tokens no longer. `DELETE /v1/oidc-issuers/{id}`"""
        self._nothing("DELETE", f"/v1/oidc-issuers/{place(id)}", Asked(options=options))

    def list_audit(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, action: Optional[Literal["api_key.create", "api_key.revoke", "budget.change", "oidc_issuer.create", "oidc_issuer.change", "oidc_issuer.delete", "webhook.create", "webhook.change", "webhook.rotate_secret", "webhook.delete", "job.delete", "asset.delete", "workflow.retire", "workflow.delete", "pipeline.retire", "pipeline.delete", "character.delete", "character_references.delete", "dataset.delete", "dataset_version.delete", "dataset_item.delete", "lora.delete", "lora_version.delete", "checkpoint.promote", "project.delete", "account.create", "account.change", "account.delete", "job.cancel", "node_policy.set", "worker_token.create", "worker_token.revoke", "worker.drain", "pool.price", "endpoint.set", "endpoint.delete", "operator_key.rotate"]] = None, target: Optional[str] = None, by: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.AuditPage:
        """What was changed of the account, newest first. `GET /v1/audit`"""
        answer: models.AuditPage = self._json("GET", "/v1/audit", Asked(query={"limit": limit, "cursor": cursor, "action": action, "target": target, "by": by}, options=options))
        return answer

    def all_audit(self, *, limit: Optional[int] = None, action: Optional[Literal["api_key.create", "api_key.revoke", "budget.change", "oidc_issuer.create", "oidc_issuer.change", "oidc_issuer.delete", "webhook.create", "webhook.change", "webhook.rotate_secret", "webhook.delete", "job.delete", "asset.delete", "workflow.retire", "workflow.delete", "pipeline.retire", "pipeline.delete", "character.delete", "character_references.delete", "dataset.delete", "dataset_version.delete", "dataset_item.delete", "lora.delete", "lora_version.delete", "checkpoint.promote", "project.delete", "account.create", "account.change", "account.delete", "job.cancel", "node_policy.set", "worker_token.create", "worker_token.revoke", "worker.drain", "pool.price", "endpoint.set", "endpoint.delete", "operator_key.rotate"]] = None, target: Optional[str] = None, by: Optional[str] = None, options: Optional[RequestOptions] = None) -> Iterator[models.AuditEntry]:
        """All of it, page by page: see `list_audit`."""
        return every_page(lambda cursor: self.list_audit(limit=limit, action=action, target=target, by=by, cursor=cursor, options=options))

    def open_session(self, *, options: Optional[RequestOptions] = None) -> models.Session:
        """Sign in to the studio with a key, a token, or the code of an address that signs in. `POST /v1/sessions`"""
        answer: models.Session = self._json("POST", "/v1/sessions", Asked(options=options))
        return answer

    def renew_session(self, *, options: Optional[RequestOptions] = None) -> models.Session:
        """Let the session last for another twelve hours, and see what it may do. `POST /v1/sessions/current`"""
        answer: models.Session = self._json("POST", "/v1/sessions/current", Asked(options=options))
        return answer

    def end_session(self, *, options: Optional[RequestOptions] = None) -> None:
        """Sign out: the session ends at once. `DELETE /v1/sessions/current`"""
        self._nothing("DELETE", "/v1/sessions/current", Asked(options=options))

    def create_sign_in_link(self, *, options: Optional[RequestOptions] = None) -> models.SignInLink:
        """An address of the studio that signs in whoever opens it first. `POST /v1/sessions/links`"""
        answer: models.SignInLink = self._json("POST", "/v1/sessions/links", Asked(options=options))
        return answer

    def get_own_account(self, *, options: Optional[RequestOptions] = None) -> models.AccountSettings:
        """The account's limits, what it stores, and for how long. `GET /v1/account`"""
        answer: models.AccountSettings = self._json("GET", "/v1/account", Asked(options=options))
        return answer

    def change_own_account(self, body: models.OwnAccountChange, *, options: Optional[RequestOptions] = None) -> models.AccountSettings:
        """Change what the account lets itself spend in a month. `PATCH /v1/account`"""
        answer: models.AccountSettings = self._json("PATCH", "/v1/account", Asked(json=body, options=options))
        return answer


class Operator(Resource):
    """Routes of `operator`."""

    def create_account(self, body: models.AccountRequest, *, options: Optional[RequestOptions] = None) -> models.Account:
        """Make an account with its first API key (operator). `POST /v1/accounts`"""
        answer: models.Account = self._json("POST", "/v1/accounts", Asked(json=body, options=options))
        return answer

    def list_accounts(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.AccountPage:
        """All accounts, newest first (operator). `GET /v1/accounts`"""
        answer: models.AccountPage = self._json("GET", "/v1/accounts", Asked(query={"limit": limit, "cursor": cursor}, options=options))
        return answer

    def all_accounts(self, *, limit: Optional[int] = None, options: Optional[RequestOptions] = None) -> Iterator[models.AccountSettings]:
        """All of it, page by page: see `list_accounts`."""
        return every_page(lambda cursor: self.list_accounts(limit=limit, cursor=cursor, options=options))

    def revoke_worker_token(self, id: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Revoke a worker token (operator). `DELETE /v1/worker-tokens/{id}`"""
        self._nothing("DELETE", f"/v1/worker-tokens/{place(id)}", Asked(options=options))

    def create_worker_token(self, body: models.WorkerTokenRequest, *, options: Optional[RequestOptions] = None) -> models.WorkerToken:
        """Make a token for the workers of a pool, and the pool where it is new (operator). `POST /v1/worker-tokens`"""
        answer: models.WorkerToken = self._json("POST", "/v1/worker-tokens", Asked(json=body, options=options))
        return answer

    def list_worker_tokens(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.WorkerTokenPage:
        """All worker tokens, newest first, without the tokens themselves (operator). `GET /v1/worker-tokens`"""
        answer: models.WorkerTokenPage = self._json("GET", "/v1/worker-tokens", Asked(query={"limit": limit, "cursor": cursor}, options=options))
        return answer

    def all_worker_tokens(self, *, limit: Optional[int] = None, options: Optional[RequestOptions] = None) -> Iterator[models.WorkerTokenRecord]:
        """All of it, page by page: see `list_worker_tokens`."""
        return every_page(lambda cursor: self.list_worker_tokens(limit=limit, cursor=cursor, options=options))

    def get_account(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.AccountSettings:
        """An account's limits, what it stores, and for how long (operator). `GET /v1/accounts/{id}`"""
        answer: models.AccountSettings = self._json("GET", f"/v1/accounts/{place(id)}", Asked(options=options))
        return answer

    def change_account(self, id: str | int, body: models.AccountChange, *, options: Optional[RequestOptions] = None) -> models.AccountSettings:
        """Change an account's limits and retention (operator). `PATCH /v1/accounts/{id}`"""
        answer: models.AccountSettings = self._json("PATCH", f"/v1/accounts/{place(id)}", Asked(json=body, options=options))
        return answer

    def delete_account(self, id: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Delete an account with everything it has (operator). `DELETE /v1/accounts/{id}`"""
        self._nothing("DELETE", f"/v1/accounts/{place(id)}", Asked(options=options))

    def list_pools(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.PoolPage:
        """All pools by name, with their workers and what waits for them (operator). `GET /v1/pools`"""
        answer: models.PoolPage = self._json("GET", "/v1/pools", Asked(query={"limit": limit, "cursor": cursor}, options=options))
        return answer

    def all_pools(self, *, limit: Optional[int] = None, options: Optional[RequestOptions] = None) -> Iterator[models.Pool]:
        """All of it, page by page: see `list_pools`."""
        return every_page(lambda cursor: self.list_pools(limit=limit, cursor=cursor, options=options))

    def list_operator_keys(self, *, options: Optional[RequestOptions] = None) -> models.OperatorKeyList:
        """The operator's keys that were made by rotation, and those that have ended (operator). `GET /v1/operator-keys`"""
        answer: models.OperatorKeyList = self._json("GET", "/v1/operator-keys", Asked(options=options))
        return answer

    def list_operator_actions(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, target: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.OperatorActionPage:
        """What operators changed, newest first (operator). `GET /v1/operator-actions`"""
        answer: models.OperatorActionPage = self._json("GET", "/v1/operator-actions", Asked(query={"limit": limit, "cursor": cursor, "target": target}, options=options))
        return answer

    def all_operator_actions(self, *, limit: Optional[int] = None, target: Optional[str] = None, options: Optional[RequestOptions] = None) -> Iterator[models.OperatorAction]:
        """All of it, page by page: see `list_operator_actions`."""
        return every_page(lambda cursor: self.list_operator_actions(limit=limit, target=target, cursor=cursor, options=options))

    def rotate_operator_key(self, body: Optional[models.OperatorKeyRotation] = None, *, options: Optional[RequestOptions] = None) -> models.NewOperatorKey:
        """A new operator key in place of all others (operator). `POST /v1/operator-keys/rotate`"""
        answer: models.NewOperatorKey = self._json("POST", "/v1/operator-keys/rotate", Asked(json=body, options=options))
        return answer

    def get_pool_capacity(self, pool: str | int, *, options: Optional[RequestOptions] = None) -> models.PoolCapacity:
        """The endpoints of a pool, and why it has the tickets and pods that it has (operator). `GET /v1/pools/{pool}/capacity`"""
        answer: models.PoolCapacity = self._json("GET", f"/v1/pools/{place(pool)}/capacity", Asked(options=options))
        return answer

    def put_endpoint(self, pool: str | int, endpoint: str | int, body: models.EndpointSettings, *, options: Optional[RequestOptions] = None) -> models.Endpoint:
        """Adds an endpoint of RunPod to a pool, or sets it anew (operator). `PUT /v1/pools/{pool}/endpoints/{endpoint}`"""
        answer: models.Endpoint = self._json("PUT", f"/v1/pools/{place(pool)}/endpoints/{place(endpoint)}", Asked(json=body, options=options))
        return answer

    def delete_endpoint(self, pool: str | int, endpoint: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Takes an endpoint away from a pool; at RunPod it stays (operator). `DELETE /v1/pools/{pool}/endpoints/{endpoint}`"""
        self._nothing("DELETE", f"/v1/pools/{place(pool)}/endpoints/{place(endpoint)}", Asked(options=options))

    def get_pool_history(self, pool: str | int, *, step: Optional[Literal["minute", "hour"]] = None, since: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.PoolHistory:
        """How a pool stood, minute by minute or hour by hour (operator). `GET /v1/pools/{pool}/history`"""
        answer: models.PoolHistory = self._json("GET", f"/v1/pools/{place(pool)}/history", Asked(query={"step": step, "since": since}, options=options))
        return answer

    def find_jobs(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, account: Optional[str] = None, status: Optional[Literal["queued", "running", "succeeded", "canceling", "canceled", "failed", "expired"]] = None, error: Optional[Literal["invalid_input", "unsupported_image", "too_many_outputs", "missing_asset", "lora_not_made", "rejected", "stage_invalid", "node_validation", "node_error", "missing_node", "missing_model", "missing_output", "output_too_large", "quality_rejected", "out_of_memory", "comfyui_crashed", "comfyui_hung", "comfyui_unreachable", "capabilities_outdated", "machine_unfit", "prompt_lost", "interrupted", "upload_failed", "download_failed", "lease_expired", "worker_error", "deadline_exceeded", "decision_overdue", "budget_overdue", "runtime_exceeded", "storage_limit", "canceled"]] = None, unswept: Optional[Literal["true"]] = None, created_after: Optional[str] = None, created_before: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.OperatorJobPage:
        """Jobs of all accounts, newest first (operator). `GET /v1/operator/jobs`"""
        answer: models.OperatorJobPage = self._json("GET", "/v1/operator/jobs", Asked(query={"limit": limit, "cursor": cursor, "account": account, "status": status, "error": error, "unswept": unswept, "created_after": created_after, "created_before": created_before}, options=options))
        return answer

    def all_find_jobs(self, *, limit: Optional[int] = None, account: Optional[str] = None, status: Optional[Literal["queued", "running", "succeeded", "canceling", "canceled", "failed", "expired"]] = None, error: Optional[Literal["invalid_input", "unsupported_image", "too_many_outputs", "missing_asset", "lora_not_made", "rejected", "stage_invalid", "node_validation", "node_error", "missing_node", "missing_model", "missing_output", "output_too_large", "quality_rejected", "out_of_memory", "comfyui_crashed", "comfyui_hung", "comfyui_unreachable", "capabilities_outdated", "machine_unfit", "prompt_lost", "interrupted", "upload_failed", "download_failed", "lease_expired", "worker_error", "deadline_exceeded", "decision_overdue", "budget_overdue", "runtime_exceeded", "storage_limit", "canceled"]] = None, unswept: Optional[Literal["true"]] = None, created_after: Optional[str] = None, created_before: Optional[str] = None, options: Optional[RequestOptions] = None) -> Iterator[models.OperatorJobSummary]:
        """All of it, page by page: see `find_jobs`."""
        return every_page(lambda cursor: self.find_jobs(limit=limit, account=account, status=status, error=error, unswept=unswept, created_after=created_after, created_before=created_before, cursor=cursor, options=options))

    def inspect_job(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.OperatorJob:
        """A job of any account, with what was tried for it and why it waits (operator). `GET /v1/operator/jobs/{id}`"""
        answer: models.OperatorJob = self._json("GET", f"/v1/operator/jobs/{place(id)}", Asked(options=options))
        return answer

    def cancel_any_job(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.Job:
        """Cancel a job of any account; asking again changes nothing (operator). `POST /v1/operator/jobs/{id}/cancel`"""
        answer: models.Job = self._json("POST", f"/v1/operator/jobs/{place(id)}/cancel", Asked(options=options))
        return answer

    def open_operator_session(self, *, options: Optional[RequestOptions] = None) -> models.OperatorSession:
        """Sign in to the studio with the operator's key. `POST /v1/operator/sessions`"""
        answer: models.OperatorSession = self._json("POST", "/v1/operator/sessions", Asked(options=options))
        return answer

    def renew_operator_session(self, *, options: Optional[RequestOptions] = None) -> models.OperatorSession:
        """Let the operator's session last for another hour. `POST /v1/operator/sessions/current`"""
        answer: models.OperatorSession = self._json("POST", "/v1/operator/sessions/current", Asked(options=options))
        return answer

    def end_operator_session(self, *, options: Optional[RequestOptions] = None) -> None:
        """Sign the operator out: the session ends at once. `DELETE /v1/operator/sessions/current`"""
        self._nothing("DELETE", "/v1/operator/sessions/current", Asked(options=options))

    def list_account_keys(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.ApiKeyList:
        """API keys of an account, without the keys themselves (operator). `GET /v1/accounts/{id}/api-keys`"""
        answer: models.ApiKeyList = self._json("GET", f"/v1/accounts/{place(id)}/api-keys", Asked(options=options))
        return answer

    def create_account_key(self, id: str | int, body: models.ApiKeyRequest, *, options: Optional[RequestOptions] = None) -> models.NewApiKey:
        """Make an API key for an account that has lost its own; it is shown once (operator). `POST /v1/accounts/{id}/api-keys`"""
        answer: models.NewApiKey = self._json("POST", f"/v1/accounts/{place(id)}/api-keys", Asked(json=body, options=options))
        return answer

    def revoke_account_key(self, id: str | int, api_key: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Revoke an API key of an account (operator). `DELETE /v1/accounts/{id}/api-keys/{api_key}`"""
        self._nothing("DELETE", f"/v1/accounts/{place(id)}/api-keys/{place(api_key)}", Asked(options=options))

    def set_pool_price(self, pool: str | int, body: models.PoolPriceRequest, *, options: Optional[RequestOptions] = None) -> models.PoolPrice:
        """What a second of a pool's workers costs (operator). `PUT /v1/pools/{pool}/price`"""
        answer: models.PoolPrice = self._json("PUT", f"/v1/pools/{place(pool)}/price", Asked(json=body, options=options))
        return answer

    def get_account_usage(self, id: str | int, *, from_: Optional[str] = None, to: Optional[str] = None, by: Optional[Literal["day", "workflow", "character", "pool"]] = None, options: Optional[RequestOptions] = None) -> models.Usage:
        """What an account's attempts took and cost, and how its jobs ended (operator). `GET /v1/accounts/{id}/usage`"""
        answer: models.Usage = self._json("GET", f"/v1/accounts/{place(id)}/usage", Asked(query={"from": from_, "to": to, "by": by}, options=options))
        return answer

    def get_metrics(self, *, options: Optional[RequestOptions] = None) -> Response:
        """What to watch, in Prometheus' text format (operator). `GET /v1/metrics`"""
        return self._open("GET", "/v1/metrics", Asked(options=options))

    def get_node_policy(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.NodePolicy:
        """Which node classes an account's own graphs may have (operator). `GET /v1/accounts/{id}/node-policy`"""
        answer: models.NodePolicy = self._json("GET", f"/v1/accounts/{place(id)}/node-policy", Asked(options=options))
        return answer

    def set_node_policy(self, id: str | int, body: models.NodePolicyRequest, *, options: Optional[RequestOptions] = None) -> models.NodePolicy:
        """Say which node classes an account's own graphs may have; {} is the default (operator). `PUT /v1/accounts/{id}/node-policy`"""
        answer: models.NodePolicy = self._json("PUT", f"/v1/accounts/{place(id)}/node-policy", Asked(json=body, options=options))
        return answer


class Workflows(Resource):
    """Routes of `workflows`."""

    def list_models(self, *, pool: Optional[str] = None, folder: Optional[str] = None, query: Optional[str] = None, limit: Optional[int] = None, options: Optional[RequestOptions] = None) -> models.ModelList:
        """The model files that the workers of a pool have. `GET /v1/models`"""
        answer: models.ModelList = self._json("GET", "/v1/models", Asked(query={"pool": pool, "folder": folder, "query": query, "limit": limit}, options=options))
        return answer

    def delete(self, id: str | int, *, options: Optional[RequestOptions] = None) -> Optional[models.KeptVersions]:
        """Delete all versions of an own workflow that no unfinished job and no pipeline uses. `DELETE /v1/workflows/{id}`"""
        answer: Optional[models.KeptVersions] = self._json("DELETE", f"/v1/workflows/{place(id)}", Asked(options=options))
        return answer

    def get(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.Workflow:
        """A workflow with the JSON Schema of its parameters, by `id`, `id@version` or an alias. `GET /v1/workflows/{id}`"""
        answer: models.Workflow = self._json("GET", f"/v1/workflows/{place(id)}", Asked(options=options))
        return answer

    def list(self, *, owner: Optional[Literal["library", "account"]] = None, include_retired: Optional[Literal["true", "false"]] = None, limit: Optional[int] = None, cursor: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.WorkflowPage:
        """The library, then the account's own workflows, each in the version that a job without one gets. `GET /v1/workflows`"""
        answer: models.WorkflowPage = self._json("GET", "/v1/workflows", Asked(query={"owner": owner, "include_retired": include_retired, "limit": limit, "cursor": cursor}, options=options))
        return answer

    def all(self, *, owner: Optional[Literal["library", "account"]] = None, include_retired: Optional[Literal["true", "false"]] = None, limit: Optional[int] = None, options: Optional[RequestOptions] = None) -> Iterator[models.WorkflowSummary]:
        """All of it, page by page: see `list`."""
        return every_page(lambda cursor: self.list(owner=owner, include_retired=include_retired, limit=limit, cursor=cursor, options=options))

    def create(self, body: models.WorkflowRequest, *, options: Optional[RequestOptions] = None) -> models.WorkflowCreated:
        """Make a workflow of the account's own, from a document, a graph or an editor's file. `POST /v1/workflows`"""
        answer: models.WorkflowCreated = self._json("POST", "/v1/workflows", Asked(json=body, keyed=True, options=options))
        return answer

    def list_versions(self, id: str | int, *, limit: Optional[int] = None, cursor: Optional[int] = None, options: Optional[RequestOptions] = None) -> models.WorkflowVersionPage:
        """All versions of a workflow, newest first. `GET /v1/workflows/{id}/versions`"""
        answer: models.WorkflowVersionPage = self._json("GET", f"/v1/workflows/{place(id)}/versions", Asked(query={"limit": limit, "cursor": cursor}, options=options))
        return answer

    def all_versions(self, id: str | int, *, limit: Optional[int] = None, options: Optional[RequestOptions] = None) -> Iterator[models.WorkflowVersion]:
        """All of it, page by page: see `list_versions`."""
        return every_page(lambda cursor: self.list_versions(id, limit=limit, cursor=cursor, options=options))

    def create_version(self, id: str | int, body: models.WorkflowVersionRequest, *, options: Optional[RequestOptions] = None) -> models.WorkflowCreated:
        """Make the next version of an own workflow; jobs of earlier versions keep those. `POST /v1/workflows/{id}/versions`"""
        answer: models.WorkflowCreated = self._json("POST", f"/v1/workflows/{place(id)}/versions", Asked(json=body, keyed=True, options=options))
        return answer

    def get_graph(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.WorkflowGraph:
        """The template graph in API format, and those for newer ComfyUIs. `GET /v1/workflows/{id}/graph`"""
        answer: models.WorkflowGraph = self._json("GET", f"/v1/workflows/{place(id)}/graph", Asked(options=options))
        return answer

    def get_document(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.StoredWorkflowDocument:
        """The document of an own workflow, as it was stored. `GET /v1/workflows/{id}/document`"""
        answer: models.StoredWorkflowDocument = self._json("GET", f"/v1/workflows/{place(id)}/document", Asked(options=options))
        return answer

    def estimate(self, id: str | int, body: models.EstimateRequest, *, options: Optional[RequestOptions] = None) -> models.EstimateReply:
        """What a job with these parameters would roughly take: time and price. `POST /v1/workflows/{id}/estimate`"""
        answer: models.EstimateReply = self._json("POST", f"/v1/workflows/{place(id)}/estimate", Asked(json=body, options=options))
        return answer

    def retire(self, id: str | int, body: Optional[models.WorkflowRetirement] = None, *, options: Optional[RequestOptions] = None) -> models.RetiredVersions:
        """Take one version of an own workflow, or all, from new jobs; asking again changes nothing. `POST /v1/workflows/{id}/retire`"""
        answer: models.RetiredVersions = self._json("POST", f"/v1/workflows/{place(id)}/retire", Asked(json=body, options=options))
        return answer

    def convert(self, body: models.ConversionRequest, *, options: Optional[RequestOptions] = None) -> models.Conversion:
        """The graph in API format of what the ComfyUI editor saves. `POST /v1/workflows/convert`"""
        answer: models.Conversion = self._json("POST", "/v1/workflows/convert", Asked(json=body, options=options))
        return answer

    def estimate_graph(self, body: models.GraphEstimateRequest, *, options: Optional[RequestOptions] = None) -> models.GraphEstimate:
        """What a job of a graph of one's own would be reckoned with, and what its nodes at partners cost. `POST /v1/workflows/estimate`"""
        answer: models.GraphEstimate = self._json("POST", "/v1/workflows/estimate", Asked(json=body, options=options))
        return answer

    def validate(self, body: models.ValidationRequest, *, options: Optional[RequestOptions] = None) -> models.Validation:
        """What ComfyUI and Darkroom would say to a graph, an editor's file or a document. `POST /v1/workflows/validate`"""
        answer: models.Validation = self._json("POST", "/v1/workflows/validate", Asked(json=body, options=options))
        return answer

    def get_own_node_policy(self, *, options: Optional[RequestOptions] = None) -> models.NodePolicy:
        """Which node classes the account's own graphs may have. `GET /v1/node-policy`"""
        answer: models.NodePolicy = self._json("GET", "/v1/node-policy", Asked(options=options))
        return answer


class Usage(Resource):
    """Routes of `usage`."""

    def get_prices(self, *, options: Optional[RequestOptions] = None) -> models.PriceSheet:
        """What a second of each class of GPU costs. `GET /v1/prices`"""
        answer: models.PriceSheet = self._json("GET", "/v1/prices", Asked(options=options))
        return answer

    def get_quality_rates(self, *, from_: Optional[str] = None, to: Optional[str] = None, workflow: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.QualityRates:
        """How often jobs succeed, outputs pass their checks, and faults are recovered from, by day and workflow. `GET /v1/quality/rates`"""
        answer: models.QualityRates = self._json("GET", "/v1/quality/rates", Asked(query={"from": from_, "to": to, "workflow": workflow}, options=options))
        return answer

    def get_usage(self, *, from_: Optional[str] = None, to: Optional[str] = None, by: Optional[Literal["day", "workflow", "character", "pool"]] = None, options: Optional[RequestOptions] = None) -> models.Usage:
        """What attempts took and cost, and how jobs ended, by day, workflow, character or pool. `GET /v1/usage`"""
        answer: models.Usage = self._json("GET", "/v1/usage", Asked(query={"from": from_, "to": to, "by": by}, options=options))
        return answer

    def get_usage_times(self, *, from_: Optional[str] = None, to: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.UsageTimes:
        """How long jobs took, by workflow: to the first output, to all, in the queue, for cold starts. `GET /v1/usage/times`"""
        answer: models.UsageTimes = self._json("GET", "/v1/usage/times", Asked(query={"from": from_, "to": to}, options=options))
        return answer


class Workers(Resource):
    """Routes of `workers`."""

    def register(self, body: models.WorkerRegistration, *, options: Optional[RequestOptions] = None) -> models.WorkerRegistered:
        """A worker introduces itself and says what its ComfyUI can run. `POST /v1/workers`"""
        answer: models.WorkerRegistered = self._json("POST", "/v1/workers", Asked(json=body, options=options))
        return answer

    def list(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.WorkerPage:
        """All workers, newest first (operator). `GET /v1/workers`"""
        answer: models.WorkerPage = self._json("GET", "/v1/workers", Asked(query={"limit": limit, "cursor": cursor}, options=options))
        return answer

    def all(self, *, limit: Optional[int] = None, options: Optional[RequestOptions] = None) -> Iterator[models.Worker]:
        """All of it, page by page: see `list`."""
        return every_page(lambda cursor: self.list(limit=limit, cursor=cursor, options=options))

    def remove(self, id: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """A worker goes away after it has given everything back. `DELETE /v1/workers/{id}`"""
        self._nothing("DELETE", f"/v1/workers/{place(id)}", Asked(options=options))

    def drain(self, id: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Tells a worker to finish what it has and take nothing new (operator). `POST /v1/workers/{id}/drain`"""
        self._nothing("POST", f"/v1/workers/{place(id)}/drain", Asked(options=options))

    def claim_task(self, id: str | int, body: models.ClaimRequest, *, options: Optional[RequestOptions] = None) -> Optional[models.ClaimedTask]:
        """Takes the next task; asking again with the same claim_id gives the same one. `POST /v1/workers/{id}/claim`"""
        answer: Optional[models.ClaimedTask] = self._json("POST", f"/v1/workers/{place(id)}/claim", Asked(json=body, options=options))
        return answer

    def upload_object_info(self, id: str | int, body: Upload, *, options: Optional[RequestOptions] = None) -> models.ObjectInfoReply:
        """ComfyUI's answer to GET /object_info, compressed; sent where the registration's reply wants it. `PUT /v1/workers/{id}/object-info`"""
        answer: models.ObjectInfoReply = self._json("PUT", f"/v1/workers/{place(id)}/object-info", Asked(upload=body, content_type="application/gzip", options=options))
        return answer

    def take_thumbnail_chores(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.ThumbnailChores:
        """Takes some files that thumbnails are wanted of. `POST /v1/workers/{id}/thumbnails`"""
        answer: models.ThumbnailChores = self._json("POST", f"/v1/workers/{place(id)}/thumbnails", Asked(options=options))
        return answer

    def get_thumbnail_source(self, id: str | int, asset: str | int, *, options: Optional[RequestOptions] = None) -> Response:
        """The bytes of a file that thumbnails are wanted of. `GET /v1/workers/{id}/thumbnails/{asset}`"""
        return self._open("GET", f"/v1/workers/{place(id)}/thumbnails/{place(asset)}", Asked(options=options))

    def upload_thumbnail(self, id: str | int, asset: str | int, size: str | int, body: Upload, *, options: Optional[RequestOptions] = None) -> None:
        """One thumbnail of a file. `PUT /v1/workers/{id}/thumbnails/{asset}/{size}`"""
        self._nothing("PUT", f"/v1/workers/{place(id)}/thumbnails/{place(asset)}/{place(size)}", Asked(upload=body, content_type="image/webp", options=options))


class Attempts(Resource):
    """Routes of `attempts`."""

    def report_progress(self, task: str | int, epoch: str | int, body: models.Report, *, options: Optional[RequestOptions] = None) -> models.ReportReply:
        """A batch of ticks; renews the lease. `POST /v1/tasks/{task}/attempts/{epoch}/progress`"""
        answer: models.ReportReply = self._json("POST", f"/v1/tasks/{place(task)}/attempts/{place(epoch)}/progress", Asked(json=body, options=options))
        return answer

    def upload_output(self, task: str | int, epoch: str | int, upload: str | int, body: Upload, *, part: Optional[int] = None, parts: Optional[int] = None, options: Optional[RequestOptions] = None) -> models.UploadReply:
        """The bytes of one output, or of a part of it; storage checks them against x-content-sha256. `PUT /v1/tasks/{task}/attempts/{epoch}/outputs/{upload}`"""
        answer: models.UploadReply = self._json("PUT", f"/v1/tasks/{place(task)}/attempts/{place(epoch)}/outputs/{place(upload)}", Asked(upload=body, content_type="application/octet-stream", query={"part": part, "parts": parts}, options=options))
        return answer

    def complete(self, task: str | int, epoch: str | int, body: models.Completion, *, options: Optional[RequestOptions] = None) -> models.AttemptReply:
        """The attempt succeeded: its outputs are checked in storage before the task may succeed. `POST /v1/tasks/{task}/attempts/{epoch}/complete`"""
        answer: models.AttemptReply = self._json("POST", f"/v1/tasks/{place(task)}/attempts/{place(epoch)}/complete", Asked(json=body, options=options))
        return answer

    def fail(self, task: str | int, epoch: str | int, body: models.AttemptFailure, *, options: Optional[RequestOptions] = None) -> models.AttemptReply:
        """The attempt failed. `POST /v1/tasks/{task}/attempts/{epoch}/fail`"""
        answer: models.AttemptReply = self._json("POST", f"/v1/tasks/{place(task)}/attempts/{place(epoch)}/fail", Asked(json=body, options=options))
        return answer

    def release(self, task: str | int, epoch: str | int, body: models.Release, *, options: Optional[RequestOptions] = None) -> models.AttemptReply:
        """Gives the task back unharmed; a drain is never counted as a try, other causes from the fourth time on. `POST /v1/tasks/{task}/attempts/{epoch}/release`"""
        answer: models.AttemptReply = self._json("POST", f"/v1/tasks/{place(task)}/attempts/{place(epoch)}/release", Asked(json=body, options=options))
        return answer

    def report_checkpoint(self, task: str | int, epoch: str | int, body: models.CheckpointReport, *, options: Optional[RequestOptions] = None) -> models.AttemptReply:
        """A training has come so far that another attempt could go on from there. `POST /v1/tasks/{task}/attempts/{epoch}/checkpoints`"""
        answer: models.AttemptReply = self._json("POST", f"/v1/tasks/{place(task)}/attempts/{place(epoch)}/checkpoints", Asked(json=body, options=options))
        return answer

    def create_upload_url(self, task: str | int, epoch: str | int, upload: str | int, body: models.UploadUrlRequest, *, options: Optional[RequestOptions] = None) -> models.UploadUrl:
        """Where the bytes of an output can be sent without this edge between. `POST /v1/tasks/{task}/attempts/{epoch}/outputs/{upload}/url`"""
        answer: models.UploadUrl = self._json("POST", f"/v1/tasks/{place(task)}/attempts/{place(epoch)}/outputs/{place(upload)}/url", Asked(json=body, options=options))
        return answer


class Trainings(Resource):
    """Routes of `trainings`."""

    def estimate(self, body: models.TrainingRequest, *, options: Optional[RequestOptions] = None) -> models.TrainingEstimate:
        """What a training would do, take and cost. `POST /v1/trainings/estimate`"""
        answer: models.TrainingEstimate = self._json("POST", "/v1/trainings/estimate", Asked(json=body, options=options))
        return answer

    def create(self, body: models.TrainingRequest, *, options: Optional[RequestOptions] = None) -> models.Training:
        """Train a LoRA. `POST /v1/trainings`"""
        answer: models.Training = self._json("POST", "/v1/trainings", Asked(json=body, keyed=True, options=options))
        return answer

    def list(self, *, limit: Optional[int] = None, cursor: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.TrainingPage:
        """List trainings, newest first. `GET /v1/trainings`"""
        answer: models.TrainingPage = self._json("GET", "/v1/trainings", Asked(query={"limit": limit, "cursor": cursor}, options=options))
        return answer

    def all(self, *, limit: Optional[int] = None, options: Optional[RequestOptions] = None) -> Iterator[models.TrainingSummary]:
        """All of it, page by page: see `list`."""
        return every_page(lambda cursor: self.list(limit=limit, cursor=cursor, options=options))

    def get(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.Training:
        """A training with its checkpoints. `GET /v1/trainings/{id}`"""
        answer: models.Training = self._json("GET", f"/v1/trainings/{place(id)}", Asked(options=options))
        return answer

    def promote_checkpoint(self, id: str | int, body: models.Promotion, *, options: Optional[RequestOptions] = None) -> models.Lora:
        """Make a checkpoint the next version of the LoRA. `POST /v1/trainings/{id}/promote`"""
        answer: models.Lora = self._json("POST", f"/v1/trainings/{place(id)}/promote", Asked(json=body, options=options))
        return answer

    def create_comparison(self, id: str | int, body: models.ComparisonRequest, *, options: Optional[RequestOptions] = None) -> models.Comparison:
        """Compare checkpoints by pictures. `POST /v1/trainings/{id}/comparison`"""
        answer: models.Comparison = self._json("POST", f"/v1/trainings/{place(id)}/comparison", Asked(json=body, keyed=True, options=options))
        return answer

    def get_comparison(self, id: str | int, *, job: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.Comparison:
        """The checkpoints of a training side by side. `GET /v1/trainings/{id}/comparison`"""
        answer: models.Comparison = self._json("GET", f"/v1/trainings/{place(id)}/comparison", Asked(query={"job": job}, options=options))
        return answer


class Meta(Resource):
    """Routes of `meta`."""

    def get_health(self, *, options: Optional[RequestOptions] = None) -> models.Health:
        """Whether the edge answers, and whether a ComfyUI is there. `GET /health`"""
        answer: models.Health = self._json("GET", "/health", Asked(options=options))
        return answer

    def get_readiness(self, *, options: Optional[RequestOptions] = None) -> models.Readiness:
        """Whether D1, R2 and Durable Objects answer. `GET /readyz`"""
        answer: models.Readiness = self._json("GET", "/readyz", Asked(options=options))
        return answer

    def get_open_api(self, *, options: Optional[RequestOptions] = None) -> models.GetOpenApiAnswer:
        """This document. `GET /openapi.json`"""
        answer: models.GetOpenApiAnswer = self._json("GET", "/openapi.json", Asked(options=options))
        return answer

    def get_reference(self, *, options: Optional[RequestOptions] = None) -> Response:
        """The reference as a page with forms to try it. `GET /reference`"""
        return self._open("GET", "/reference", Asked(options=options))


class Webhooks(Resource):
    """Routes of `webhooks`."""

    def create(self, body: models.WebhookRequest, *, options: Optional[RequestOptions] = None) -> models.NewWebhook:
        """Be told of jobs, at a URL or by e-mail. `POST /v1/webhooks`"""
        answer: models.NewWebhook = self._json("POST", "/v1/webhooks", Asked(json=body, keyed=True, options=options))
        return answer

    def list(self, *, options: Optional[RequestOptions] = None) -> models.WebhookList:
        """The account's webhooks. `GET /v1/webhooks`"""
        answer: models.WebhookList = self._json("GET", "/v1/webhooks", Asked(options=options))
        return answer

    def get(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.Webhook:
        """One webhook: whether it is paused, and since when it fails. `GET /v1/webhooks/{id}`"""
        answer: models.Webhook = self._json("GET", f"/v1/webhooks/{place(id)}", Asked(options=options))
        return answer

    def change(self, id: str | int, body: models.WebhookChange, *, options: Optional[RequestOptions] = None) -> models.Webhook:
        """Change a webhook, pause it or let it go on. `PATCH /v1/webhooks/{id}`"""
        answer: models.Webhook = self._json("PATCH", f"/v1/webhooks/{place(id)}", Asked(json=body, options=options))
        return answer

    def delete(self, id: str | int, *, options: Optional[RequestOptions] = None) -> None:
        """Delete a webhook with its deliveries. `DELETE /v1/webhooks/{id}`"""
        self._nothing("DELETE", f"/v1/webhooks/{place(id)}", Asked(options=options))

    def rotate_secret(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.NewWebhook:
        """Make a new signing secret; the one before is good for another 24 hours. `POST /v1/webhooks/{id}/rotate-secret`"""
        answer: models.NewWebhook = self._json("POST", f"/v1/webhooks/{place(id)}/rotate-secret", Asked(options=options))
        return answer

    def list_deliveries(self, id: str | int, *, limit: Optional[int] = None, cursor: Optional[str] = None, options: Optional[RequestOptions] = None) -> models.WebhookDeliveryPage:
        """What a webhook was sent, and what waits. `GET /v1/webhooks/{id}/deliveries`"""
        answer: models.WebhookDeliveryPage = self._json("GET", f"/v1/webhooks/{place(id)}/deliveries", Asked(query={"limit": limit, "cursor": cursor}, options=options))
        return answer

    def all_deliveries(self, id: str | int, *, limit: Optional[int] = None, options: Optional[RequestOptions] = None) -> Iterator[models.WebhookDelivery]:
        """All of it, page by page: see `list_deliveries`."""
        return every_page(lambda cursor: self.list_deliveries(id, limit=limit, cursor=cursor, options=options))

    def replay_delivery(self, id: str | int, delivery: str | int, *, options: Optional[RequestOptions] = None) -> models.WebhookDelivery:
        """Send a delivery again, now. `POST /v1/webhooks/{id}/deliveries/{delivery}/replay`"""
        answer: models.WebhookDelivery = self._json("POST", f"/v1/webhooks/{place(id)}/deliveries/{place(delivery)}/replay", Asked(options=options))
        return answer

    def test(self, id: str | int, *, options: Optional[RequestOptions] = None) -> models.WebhookDelivery:
        """Send a test event. `POST /v1/webhooks/{id}/test`"""
        answer: models.WebhookDelivery = self._json("POST", f"/v1/webhooks/{place(id)}/test", Asked(options=options))
        return answer


class Resources:
    """Every resource by its name."""

    def __init__(self, transport: Transport) -> None:
        self.jobs = Jobs(transport)
        self.pipelines = Pipelines(transport)
        self.characters = Characters(transport)
        self.pages = Pages(transport)
        self.projects = Projects(transport)
        self.assets = Assets(transport)
        self.datasets = Datasets(transport)
        self.loras = Loras(transport)
        self.comfy_v2 = ComfyV2(transport)
        self.worker_comfyui = WorkerComfyui(transport)
        self.comfyui = Comfyui(transport)
        self.keys = Keys(transport)
        self.operator = Operator(transport)
        self.workflows = Workflows(transport)
        self.usage = Usage(transport)
        self.workers = Workers(transport)
        self.attempts = Attempts(transport)
        self.trainings = Trainings(transport)
        self.meta = Meta(transport)
        self.webhooks = Webhooks(transport)

import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "Todos los trabajos",
	stages: "Etapas",
	stage_of: "Etapa {n} de {all}",
	overall: "Progreso general",
	step: "{node} {step}/{steps}",
	node_of: "nodo {done} de {all}",
	picture: "{stage}, imagen {n}",
	cancel: "Cancelar",
	cancel_title: "¿Cancelar este trabajo?",
	cancel_text: "Lo que está en curso se detiene. Las imágenes terminadas se quedan.",
	cancel_yes: "Cancelar el trabajo",
	cancel_no: "Mantenerlo",
	cost: "Coste hasta ahora",
	estimate: "Estimación máxima",
	budget: "Presupuesto",
	submitted: "Enviado",
	time: "Tiempo",
	error_title: "Qué salió mal",
	parameters: "Parámetros",
	details: "Detalles",
	job_id: "ID del trabajo",
	pool: "Grupo",
	stage_is: "{stage}: {status}",
});

import { translationOf } from "../../../words/catalogue.ts";
import type en from "./en.ts";

export default translationOf<typeof en>()({
	back: "Todos os trabalhos",
	stages: "Etapas",
	stage_of: "Etapa {n} de {all}",
	overall: "Progresso geral",
	step: "{node} {step}/{steps}",
	node_of: "nó {done} de {all}",
	picture: "{stage}, imagem {n}",
	cancel: "Cancelar",
	cancel_title: "Cancelar este trabalho?",
	cancel_text: "O que está em execução para. As imagens prontas ficam.",
	cancel_yes: "Cancelar o trabalho",
	cancel_no: "Manter",
	cost: "Custo até agora",
	estimate: "Estimativa máxima",
	budget: "Orçamento",
	submitted: "Enviado",
	time: "Tempo",
	error_title: "O que deu errado",
	parameters: "Parâmetros",
	details: "Detalhes",
	job_id: "ID do trabalho",
	pool: "Grupo",
	stage_is: "{stage}: {status}",
});

/** The least that a Worker between a client and a model can do: asks, and returns the body as it comes. No object, nothing stored. */
export default {
  fetch(request: Request, env: { OPENAI_BASE_URL: string }): Response | Promise<Response> {
    if (request.method === "GET") return new Response("ok");
    return fetch(`${env.OPENAI_BASE_URL}/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: request.body,
    });
  },
};

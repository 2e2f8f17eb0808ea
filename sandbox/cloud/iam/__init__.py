"""Who may do what: policies are read, and each call is decided by them as IAM decides it.

Judging a document needs three names, and nothing that runs:

    from sandbox.cloud.iam.context import Context
    from sandbox.cloud.iam.evaluate import Kind, Policies, Request, evaluate
    from sandbox.cloud.iam.policy import Policy
    from sandbox.cloud.iam.principal import role_session, service

    request = Request(
        service("logs.us-east-1.amazonaws.com", "123456789012"),
        "kms:GenerateDataKey",
        "arn:aws:kms:us-east-1:123456789012:key/k",
        Context({"kms:EncryptionContext:aws:logs:arn": GROUP}, complete=True),
    )
    decision = evaluate(request, Policies(resource=Policy.read("key k", document), kind=Kind.KEY))
    decision.result, decision.reason, decision.granted_by

A decision is allowed, denied or *unknown*: unknown where it hangs on a condition key or a part of an ARN that nobody
has said. `Context` says what is known; `complete=True` says that AWS supplies nothing else with the request.
"""

"""One folder a stage: pure `find_*`/`resolve_*` functions, and one `component.py` that writes on the Doc."""

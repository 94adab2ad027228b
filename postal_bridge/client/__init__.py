"""A client for programs that work with a postal_bridge, such as a province's one-stop software.

Knows the HTTP interface alone and nothing of the service's inside; aiohttp is all it needs. What it
sends and reads is compared with the OpenAPI document by a test.
"""

"""The addresses of registers that are read from proceedings."""

from django.urls import path

from linghang.web.registers import matter_counts, matters, recruitments, technologies

urlpatterns = [
    path("technologies/", technologies.technologies, name="technology-list"),
    path("recruitments/", recruitments.recruitments, name="recruitment-list"),
    path("department-matters/", matters.matters, name="department-matters"),
    path("department-matters/counts/", matter_counts.counts, name="department-matter-counts"),
]

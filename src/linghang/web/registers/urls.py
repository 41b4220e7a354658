"""The addresses of registers that are read from proceedings."""

from django.urls import path

from linghang.web.registers import (
    matter_counts,
    matters,
    purchases,
    recruitments,
    technologies,
)

urlpatterns = [
    path("technologies/", technologies.technologies, name="technology-list"),
    path("recruitments/", recruitments.recruitments, name="recruitment-list"),
    path("purchases/", purchases.purchases, name="purchase-list"),
    path("purchases/exceptions/", purchases.exceptions, name="purchase-exceptions"),
    path("purchases/<int:pk>/", purchases.purchase, name="purchase"),
    path("department-matters/", matters.matters, name="department-matters"),
    path("department-matters/counts/", matter_counts.counts, name="department-matter-counts"),
]
